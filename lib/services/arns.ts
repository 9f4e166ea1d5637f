import type { DeployedResource, Location, NamedResource } from '../contract/resources';
import type { ArnForm } from './service';

/** The ARN of a resource; undefined when the physical id does not tell it. */
export function arnFrom(form: string | ArnForm, { physicalId, properties, attributes }: DeployedResource, location: Location): string | undefined {
  const known = attributes?.['Arn'];
  if (known !== undefined) return known;
  const { format, id = (own: string) => own, isOpaque = false } = formOf(form);
  if (isArn(form)) return physicalId;
  const name = id(physicalId);
  if (isOpaque || name === undefined || format.includes('{any}')) return undefined;
  const path = properties?.['Path'];
  return filled(format, name, location, typeof path === 'string' ? path.replace(/^\//, '') : '');
}

/** The physical id that a name fixes: the name, or the ARN in which it stands. */
export function physicalIdFrom(form: string | ArnForm | undefined, name: string, location: Location): string {
  return form !== undefined && isArn(form) ? filled(formOf(form).format, name, location, '') : name;
}

/** A physical id and an ARN as AWS gives them to a resource of this name; parts that AWS alone knows are made up. */
export function madeUpFrom(form: string | ArnForm, name: string, location: Location): { readonly id: string; readonly arn: string } {
  const { format, physicalId = (id: string) => id } = formOf(form);
  const arn = filled(format.replaceAll('{any}', 'made-up'), name, location, '');
  return { id: isArn(form) ? arn : physicalId(name, location), arn };
}

/** The resource that an ARN names, as CloudFormation calls it; undefined when it is not of this type, or when the ARN does not tell. */
export function resourceFrom(arn: string, type: string, form: string | ArnForm): NamedResource | undefined {
  const { format, physicalId = (id: string) => id, isOpaque = false } = formOf(form);
  const found = isOpaque ? undefined : patternOf(format).exec(arn)?.groups;
  if (!found) return undefined;
  const { partition = '', region = '', account = '', id = '' } = found;
  return { type, physicalId: isArn(form) ? arn : physicalId(id, { partition, region, account }) };
}

/** Whether an ARN is one of this type. */
export function hasForm(arn: string, form: string | ArnForm): boolean {
  return patternOf(formOf(form).format).test(arn);
}

const PARTS: Readonly<Record<string, string>> = {
  region: '(?<region>[^:]*)',
  account: '(?<account>[^:]*)',
  id: '(?<id>[^:/]+)',
  path: '(?<id>[^:]+)',
  name: '(?<id>[^/]+)',
  rest: '(?<id>.+)',
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

function filled(format: string, id: string, location: Location, prefix: string): string {
  const parts: Readonly<Record<string, string>> = { ...location, id, path: id, name: id, rest: id, prefix };
  return `arn:${location.partition}:${format.replace(/\{(\w+)\}/g, (text, part: string) => parts[part] ?? text)}`;
}

/** Whether the physical id is the ARN itself. */
function isArn(form: string | ArnForm): boolean {
  return /\{(name|rest)\}/.test(formOf(form).format);
}

function formOf(form: string | ArnForm): ArnForm {
  return typeof form === 'string' ? { format: form } : form;
}
