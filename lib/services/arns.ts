import type { DeployedResource, Location, NamedResource } from '../contract/deployed-resource';
import type { ArnForm, ResourceType } from './service';

/** The ARN of a resource; undefined when its type has none, or when the physical id does not tell it. */
export function arnOf(resource: DeployedResource, { arn }: Pick<ResourceType, 'arn'>, location: Location): string | undefined {
  const known = resource.attributes?.['Arn'];
  if (known !== undefined) return known;
  if (arn === undefined) return undefined;
  const { format, id = ({ physicalId }: DeployedResource) => physicalId } = formOf(arn);
  if (!/\{(id|path)\}/.test(format)) return resource.physicalId;
  const name = id(resource);
  if (name === undefined || format.includes('{any}')) return undefined;
  const prefix = resource.properties?.['Path'];
  const parts = { ...location, id: name, path: name, prefix: typeof prefix === 'string' ? prefix.replace(/^\//, '') : '' };
  return `arn:${location.partition}:${format.replace(/\{(\w+)\}/g, (_, part: keyof typeof parts) => parts[part])}`;
}

/** The resource that an ARN names, as CloudFormation calls it; undefined when it is not of this type. */
export function resourceOfForm(arn: string, type: string, form: string | ArnForm): NamedResource | undefined {
  const { format, physicalId = (id: string) => id } = formOf(form);
  const found = patternOf(format).exec(arn)?.groups;
  if (!found) return undefined;
  const { partition = '', region = '', account = '', id } = found;
  return { type, physicalId: id === undefined ? arn : physicalId(id, { partition, region, account }) };
}

const PARTS: Readonly<Record<string, string>> = {
  region: '(?<region>[^:]*)',
  account: '(?<account>[^:]*)',
  id: '(?<id>[^:/]+)',
  path: '(?<id>[^:]+)',
  prefix: '(?:[^:]*/)?',
  any: '[^:/]+',
};

const patterns = new Map<string, RegExp>();

function patternOf(format: string): RegExp {
  const known = patterns.get(format);
  if (known) return known;
  const source = format.replace(/\{(\w+)\}|[.*+?^$()|[\]\\]/g, (text, part?: string) => (part === undefined ? `\\${text}` : (PARTS[part] ?? text)));
  // CloudWatch Logs writes a group's ARN with and without the ending that stands for its streams.
  const pattern = new RegExp(`^arn:(?<partition>[^:]+):${source}(?::\\*)?$`);
  patterns.set(format, pattern);
  return pattern;
}

function formOf(arn: string | ArnForm): ArnForm {
  return typeof arn === 'string' ? { format: arn } : arn;
}
