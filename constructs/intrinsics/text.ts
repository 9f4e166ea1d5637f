import { attributeIn, subParts } from './functions';
import type { Reference } from './references';
import { DEEPEST, isRecord, Unknown } from './values';

/**
 * How `renderText` writes what is not literal.
 *
 * @internal
 */
export interface TextOptions {
  /**
   * Text of a reference, pseudo parameters included; undefined keeps the default.
   *
   * @default - in angle brackets, without the hash that CDK adds to a logical id: `<Workgroup>`, `<Key.Arn>`, `<region>`, `<import DataArn>`
   */
  readonly reference?: (reference: Reference) => string | undefined;

  /**
   * Text of an intrinsic that is neither a reference nor made of parts.
   *
   * @default - its name and arguments in angle brackets: `<Select 0 <Zones>>`
   */
  readonly other?: (expression: Readonly<Record<string, unknown>>) => string;
}

/**
 * A value of a template as text for people, whatever it is: `arn:<partition>:athena:<region>:<account>:workgroup/<Workgroup>`.
 *
 * @internal
 */
export function renderText(value: unknown, { reference, other }: TextOptions = {}): string {
  const show = (target: Reference) => reference?.(target) ?? shortReference(target);
  const path = new Set<unknown>();
  const render = (each: unknown): string => {
    if (typeof each !== 'object' || each === null) return String(each);
    if (path.has(each) || path.size >= DEEPEST) return '<…>';
    path.add(each);
    const text = Unknown.is(each) ? render(each.expression) : compound(each);
    path.delete(each);
    return text;
  };
  const compound = (each: object): string => {
    const entries = Object.entries(each);
    const [[name, argument] = ['', undefined]] = entries;
    const isIntrinsic = !Array.isArray(each) && entries.length === 1 && (name === 'Ref' || name.startsWith('Fn::'));
    if (!isIntrinsic) return asJson(each, render);
    const text = rendered(name, argument, show, render);
    return text ?? (other ? other({ [name]: argument }) : `<${[name.replace(/^Fn::/, ''), ...[argument].flat().map(render)].join(' ')}>`);
  };
  return render(value);
}

const PSEUDO: Readonly<Record<string, string>> = { 'AWS::Partition': 'partition', 'AWS::Region': 'region', 'AWS::AccountId': 'account' };

function shortReference(target: Reference): string {
  if (target.exportName !== undefined) return `<import ${target.exportName.replace(/^.*:Exports?Output(Ref|FnGetAtt)/, '')}>`;
  const { logicalId, attribute } = target;
  const id = PSEUDO[logicalId] ?? logicalId.replace(/[0-9A-F]{8}$/, '');
  return attribute === undefined ? `<${id}>` : `<${id}.${attribute}>`;
}

/** Text of the intrinsics that are references or join parts; undefined for the others, and for misshapen ones. */
function rendered(name: string, argument: unknown, show: (reference: Reference) => string, render: (part: unknown) => string): string | undefined {
  const [first, second] = Array.isArray(argument) ? argument : [argument];
  if (name === 'Ref') return typeof argument === 'string' ? show({ logicalId: argument }) : undefined;
  if (name === 'Fn::ImportValue') return typeof argument === 'string' ? show({ exportName: argument }) : undefined;
  if (name === 'Fn::GetAtt') {
    const [logicalId, attribute] = attributeIn(argument) ?? [];
    return logicalId === undefined ? undefined : show({ logicalId, attribute });
  }
  if (name === 'Fn::Join') return typeof first === 'string' && Array.isArray(second) ? second.map(render).join(first) : undefined;
  if (name !== 'Fn::Sub' || typeof first !== 'string') return undefined;
  return subParts(first)
    .map((part) => {
      if (typeof part === 'string') return part;
      if (isRecord(second) && Object.hasOwn(second, part.name)) return render(second[part.name]);
      const [logicalId, attribute] = attributeIn(part.name) ?? [part.name];
      return show({ logicalId, attribute });
    })
    .join('');
}

function asJson(value: object, render: (part: unknown) => string): string {
  const part = (each: unknown) => {
    const text = render(each);
    const isStructure = typeof each === 'object' && /^[[{]/.test(text);
    return isStructure || ['number', 'boolean'].includes(typeof each) || each === null ? text : JSON.stringify(text);
  };
  if (Array.isArray(value)) return `[${value.map(part).join(',')}]`;
  return `{${Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .map(([key, each]) => `${JSON.stringify(key)}:${part(each)}`)
    .join(',')}}`;
}
