import { ABSENT, hasUnknown, isRecord, type Known, Unknown, withoutMarkers } from './values';

/** What the functions need of the resolver. */
export interface Scope {
  readonly known: Known;
  condition(value: unknown): boolean | undefined;
}

/** An intrinsic over its resolved argument, which may contain unknown parts; undefined when the result is unknown. */
export type Intrinsic = (argument: unknown, scope: Scope) => unknown;

export const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, { known }) => {
    if (name === 'AWS::NoValue') return ABSENT;
    return typeof name === 'string' ? answer(known.ref?.(name)) : undefined;
  },
  'Fn::GetAtt': (argument, { known }) => {
    const target = attributeIn(argument);
    return target && answer(known.attribute?.(...target));
  },
  'Fn::ImportValue': (name, { known }) => (typeof name === 'string' ? answer(known.exported?.(name)) : undefined),
  'Fn::Join': (argument) => {
    const [delimiter, parts] = listOf(argument);
    if (typeof delimiter !== 'string' || !Array.isArray(parts)) return undefined;
    return joined(delimiter, parts);
  },
  'Fn::Sub': (argument, { known }) => {
    const [template, variables = {}] = typeof argument === 'string' ? [argument] : listOf(argument);
    if (typeof template !== 'string' || !isRecord(variables) || Unknown.is(variables)) return undefined;
    const parts = subParts(template).map((part) => {
      if (typeof part === 'string') return part;
      if (Object.hasOwn(variables, part.name)) return variables[part.name];
      const target = attributeIn(part.name);
      const value = answer(target ? known.attribute?.(...target) : known.ref?.(part.name));
      return value ?? new Unknown(target ? { 'Fn::GetAtt': target } : { Ref: part.name });
    });
    // What is left of it is a join, so that no name is looked up twice.
    return joined('', parts) ?? new Unknown({ 'Fn::Join': ['', withoutMarkers(parts)] });
  },
  'Fn::Select': (argument) => {
    const [position, list] = listOf(argument);
    const index = wholeNumber(position);
    if (index === undefined || !Array.isArray(list) || list.slice(0, index + 1).some(mayVanish)) return undefined;
    return list[index];
  },
  'Fn::Split': (argument) => {
    const [delimiter, text] = listOf(argument);
    return typeof delimiter === 'string' && delimiter !== '' && typeof text === 'string' ? text.split(delimiter) : undefined;
  },
  'Fn::FindInMap': (argument, { known }) => {
    const [map, top, second, options] = listOf(argument);
    const names = [map, top, second].map(scalar);
    if (!isRecord(known.mappings) || names.includes(undefined)) return undefined;
    const found = names.reduce<unknown>((level, name) => (isRecord(level) && Object.hasOwn(level, name!) ? level[name!] : undefined), known.mappings);
    return answer(found) ?? (isRecord(options) ? options['DefaultValue'] : undefined);
  },
  'Fn::If': (argument, scope) => {
    const [condition, yes, no] = listOf(argument);
    const met = scope.condition(condition);
    return met === undefined ? undefined : met ? yes : no;
  },
  'Fn::Equals': (argument) => {
    const [left, right] = listOf(argument);
    if ([left, right].some((side) => side === undefined || side === ABSENT || hasUnknown(side))) return undefined;
    return comparable(left) === comparable(right);
  },
  'Fn::And': (argument, scope) => allOf(conditionsIn(argument, scope)),
  'Fn::Or': (argument, scope) => negated(allOf(conditionsIn(argument, scope)?.map(negated))),
  'Fn::Not': (argument, scope) => negated(conditionsIn(argument, scope)?.[0]),
  'Fn::Base64': (text) => (typeof text === 'string' ? Buffer.from(text, 'utf8').toString('base64') : undefined),
  'Fn::Cidr': (argument) => {
    const [block, count, bits] = listOf(argument);
    return subnetBlocks(block, wholeNumber(count), wholeNumber(bits));
  },
  'Fn::GetAZs': (region, { known }) => {
    const name = region === '' ? known.ref?.('AWS::Region') : region;
    return typeof name === 'string' ? answer(known.zones?.(name)) : undefined;
  },
  'Fn::Length': (list) => (Array.isArray(list) && !list.some(mayVanish) ? list.filter((each) => each !== ABSENT).length : undefined),
  'Fn::ToJsonString': (value) => {
    if (value === ABSENT || hasUnknown(value)) return undefined;
    return JSON.stringify(Array.isArray(value) ? value.filter((each) => each !== ABSENT) : value);
  },
};

/** Logical id and attribute of `Fn::GetAtt`, in its list form and its dotted form. */
export function attributeIn(argument: unknown): [logicalId: string, attribute: string] | undefined {
  const [id, ...names] = typeof argument === 'string' ? argument.split(/\.(.*)/s).filter(Boolean) : listOf(argument);
  const attribute = names.map(scalar);
  return typeof id === 'string' && attribute.length > 0 && !attribute.includes(undefined) ? [id, attribute.join('.')] : undefined;
}

/** Literal parts and names in the text of `Fn::Sub`. */
export function subParts(template: string): (string | { readonly name: string })[] {
  return template
    .split(/(\$\{[^}]*\})/)
    .filter((part) => part !== '')
    .map((part) => {
      const [, escaped, name] = /^\$\{(!?)([^}]*)\}$/s.exec(part) ?? [];
      if (name === undefined) return part;
      return escaped ? `\${${name}}` : { name };
    });
}

function listOf(argument: unknown): readonly unknown[] {
  return Array.isArray(argument) ? argument : [];
}

/** A single value as CloudFormation writes it into text. */
function scalar(value: unknown): string | undefined {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
}

/** What a look-up found, as CloudFormation has it: a single value or a list of them. */
function answer(found: unknown): unknown {
  return (Array.isArray(found) ? found : [found]).some((each) => scalar(each) === undefined) ? undefined : found;
}

function joined(delimiter: string, parts: readonly unknown[]): string | undefined {
  const texts = parts.map(scalar);
  return texts.includes(undefined) ? undefined : texts.join(delimiter);
}

function wholeNumber(value: unknown): number | undefined {
  const text = scalar(value);
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** Whether a list element may turn out to be none, or several, so that those behind it move. */
function mayVanish(element: unknown): boolean {
  if (!Unknown.is(element) || !isRecord(element.expression)) return Unknown.is(element);
  return Object.keys(element.expression).some((name) => name === 'Fn::If' || name === 'Fn::Transform' || name.startsWith('Fn::ForEach'));
}

/** CloudFormation compares text: `true` equals `'true'`. */
function comparable(value: unknown): string {
  return JSON.stringify(value, (_, each) => scalar(each) ?? each);
}

function conditionsIn(argument: unknown, scope: Scope): (boolean | undefined)[] | undefined {
  return Array.isArray(argument) && argument.length > 0 ? argument.map((each) => scope.condition(each)) : undefined;
}

function allOf(conditions: readonly (boolean | undefined)[] | undefined): boolean | undefined {
  if (conditions?.includes(false)) return false;
  return !conditions || conditions.includes(undefined) ? undefined : true;
}

function negated(condition: boolean | undefined): boolean | undefined {
  return condition === undefined ? undefined : !condition;
}

/** The first `count` blocks of IPv4 addresses, each with `bits` bits for hosts. */
function subnetBlocks(block: unknown, count: number | undefined, bits: number | undefined): string[] | undefined {
  const [, address = '', prefix] = (typeof block === 'string' && /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(block)) || [];
  const octets = address.split('.').map(Number);
  const whole = 32 - Number(prefix);
  if (!(octets.every((octet) => octet <= 255) && whole >= 0 && bits !== undefined && bits <= whole)) return undefined;
  if (count === undefined || count < 1 || count > 256 || count > 2 ** (whole - bits)) return undefined;
  const written = octets.reduce((number, octet) => number * 256 + octet, 0);
  const start = written - (written % 2 ** whole);
  return Array.from({ length: count }, (_, index) => {
    const first = start + index * 2 ** bits;
    return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${32 - bits}`;
  });
}
