import type { DeployedResource } from '../contract/resources';
import type { Protection, ServiceContext } from './service';

type Properties = Readonly<Record<string, unknown>>;

/** A property that protects a resource from deletion, which Cloud Control reads and sets. */
export interface ProtectingProperty {
  /** What is protected, such as `database`. */
  readonly noun: string;
  isOn(properties: Properties): boolean;
  /** Values that turn it off, by their JSON pointers. */
  off(properties: Properties): Properties;
}

/** Protection by a property of a type whose physical id is its identifier. */
export function protectedBy({ noun, isOn, off }: ProtectingProperty): Protection {
  const read = async (resource: DeployedResource, { verbs }: ServiceContext): Promise<Properties | undefined> => {
    const found = await verbs.cloudControl.resource(resource.type, resource.physicalId);
    return found.state === 'present' && isOn(found.properties) ? found.properties : undefined;
  };
  return {
    async find(resources, context) {
      const lines: string[] = [];
      for (const resource of resources) if (await read(resource, context)) lines.push(`${noun} ${resource.physicalId}, by its deletion protection`);
      return lines;
    },
    async remove(resources, context, task) {
      for (const resource of resources) {
        const properties = await read(resource, context);
        if (properties) await context.verbs.cloudControl.update(resource.type, resource.physicalId, off(properties), task);
      }
    },
  };
}

/** Protection by a Boolean property. */
export function protectedByFlag(noun: string, property: string): Protection {
  return protectedBy({ noun, isOn: (properties) => properties[property] === true, off: () => ({ [`/${property}`]: false }) });
}
