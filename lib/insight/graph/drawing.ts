import { services } from '../../services';
import type { Service } from './architecture';

const UNKNOWN_COLOUR = '#4a5568';

/** What the service of a type is called, and its colour. */
export function serviceOf(type: string): Service {
  return services.serviceOf(type) ?? { name: type.split('::')[1] ?? type, colour: UNKNOWN_COLOUR };
}

/** What one resource of a type is called: `AWS::Glue::Crawler` is a `Glue crawler`. */
export function kindOf(type: string): string {
  const [, , thing = type] = type.split('::');
  return `${serviceOf(type).name} ${thing
    .replace(/^DB(?=[A-Z])/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()}`.replace('work group', 'workgroup');
}

/** Whether a picture leaves a type out. Custom resources are means to an end. */
export function isHidden(type: string): boolean {
  return services.typeOf(type)?.drawing?.hidden ?? services.serviceOf(type)?.hidden ?? type.startsWith('Custom::');
}

/** The type inside whose resources those of this type are shown; undefined when they have boxes. */
export function containerOf(type: string): string | undefined {
  return services.typeOf(type)?.drawing?.inside;
}
