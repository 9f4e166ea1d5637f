/**
 * IAM's evaluation a second time, as short and slow as it can be, to compare with. It shares nothing with lib/access: it works on the JSON itself,
 * makes a regular expression of each pattern, and asks the questions of the evaluation logic in the order of AWS's flow chart. A key that is not in the
 * context is absent: what is not known is left to who asks, who can ask once for each value that it may have.
 */
export interface NaiveInput {
  /** Role or user. */
  readonly arn: string;
  readonly session: string;
  readonly identity: readonly NaiveStatement[];
  readonly boundary?: readonly NaiveStatement[];
  readonly sessionPolicy?: readonly NaiveStatement[];
  readonly resourcePolicy?: readonly NaiveStatement[];
  readonly resourceAccount: string;
  readonly isKeyOrTrust: boolean;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

export interface NaiveStatement {
  readonly Effect: string;
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
  readonly Principal?: '*' | { readonly AWS: readonly string[] };
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export function naive(input: NaiveInput): boolean {
  const { identity, boundary, sessionPolicy, resourcePolicy = [] } = input;
  const hits = (statements: readonly NaiveStatement[], effect: string) => statements.filter((each) => each.Effect === effect && fits(each, input));
  for (const statements of [identity, boundary ?? [], sessionPolicy ?? [], resourcePolicy]) if (hits(statements, 'Deny').length > 0) return false;

  const account = input.arn.split(':')[4];
  const identityAllows = hits(identity, 'Allow').length > 0;
  const limitsAllow = [boundary, sessionPolicy].every((limit) => limit === undefined || hits(limit, 'Allow').length > 0);
  const naming = hits(resourcePolicy, 'Allow').flatMap((statement) => named(statement, input));
  if (account !== input.resourceAccount) return naming.length > 0 && identityAllows && limitsAllow;

  if (naming.includes('*') || naming.includes(sessionOf(input))) return true;
  if (naming.includes(input.arn) && (limitsAllow || input.arn.includes(':user/'))) return true;
  if (input.isKeyOrTrust && naming.length === 0) return false;
  return identityAllows && limitsAllow;
}

function fits(statement: NaiveStatement, input: NaiveInput): boolean {
  if (statement.Principal !== undefined && named(statement, input).length === 0) return false;
  const { Action, NotAction = [], Resource, NotResource = [] } = statement;
  const action = (text: string) => expression(text, {}).test(input.action.toLowerCase());
  if (Action ? !Action.some((text) => action(text.toLowerCase())) : NotAction.some((text) => action(text.toLowerCase()))) return false;
  const resource = (text: string) => expression(text, input.context, 'resource').test(input.resource);
  if (Resource ? !Resource.some(resource) : NotResource.some(resource)) return false;
  for (const [operator, lines] of Object.entries(statement.Condition ?? {}))
    for (const [key, values] of Object.entries(lines)) if (!condition(operator, key, values, input.context)) return false;
  return true;
}

/** The principals of a statement that are the caller. */
function named({ Principal }: NaiveStatement, input: NaiveInput): string[] {
  const listed = Principal === '*' ? ['*'] : (Principal?.AWS ?? []);
  const root = `arn:aws:iam::${input.arn.split(':')[4]}:root`;
  return listed.filter((name) => ['*', input.arn, sessionOf(input), root].includes(name));
}

function sessionOf({ arn, session }: NaiveInput): string {
  const [, , , , account] = arn.split(':');
  return arn.includes(':role/') ? `arn:aws:sts::${account}:assumed-role/${arn.split('/').pop()}/${session}` : 'none';
}

const quoted = (text: string) => text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');

/** A regular expression of a pattern; one that matches nothing when a variable has no value. */
function expression(pattern: string, context: NaiveInput['context'], wildcards: 'none' | 'text' | 'resource' = 'text'): RegExp {
  let source = '';
  let rest = pattern;
  while (rest !== '') {
    const [whole, inner] = /^\$\{([^}]*)\}/.exec(rest) ?? [];
    if (whole !== undefined && inner !== undefined) {
      const [key = '', fallback] = inner.split(', ');
      const value = '*?$'.includes(key) ? key : (context[key] ?? fallback?.slice(1, -1));
      if (typeof value !== 'string') return /(?!)/;
      source += quoted(value);
      rest = rest.slice(whole.length);
    } else {
      const character = rest[0]!;
      // In a resource a colon is taken by an asterisk at the end of a segment alone.
      const one = wildcards === 'resource' && !(character === '*' && /^.(:|$)/.test(rest)) ? '[^:]' : '[^]';
      source += wildcards === 'none' || !'*?'.includes(character) ? quoted(character) : character === '*' ? `${one}*` : one;
      rest = rest.slice(1);
    }
  }
  return new RegExp(`^${source}$`);
}

function condition(written: string, key: string, wanted: readonly string[], context: NaiveInput['context']): boolean {
  const value = context[key];
  const present = value === undefined ? [] : typeof value === 'string' ? [value] : value;
  if (written === 'Null') return (wanted[0] === 'true') === (present.length === 0);
  const operator = written.replace(/^For\w+:/, '').replace(/IfExists$/, '');
  const isNot = operator.includes('Not');
  if (present.length === 0) {
    if (written.endsWith('IfExists') || written.startsWith('ForAllValues:')) return true;
    return !written.startsWith('ForAnyValue:') && isNot;
  }
  const good = (one: string) => {
    const equal = wanted.some((each) => same(operator.replace('Not', ''), one, each, context));
    return isNot ? !equal : equal;
  };
  return written.startsWith('ForAllValues:') ? present.every(good) : present.some(good);
}

function same(operator: string, value: string, wanted: string, context: NaiveInput['context']): boolean {
  if (operator === 'StringEquals') return expression(wanted, context, 'none').test(value);
  if (operator === 'StringLike') return expression(wanted, context).test(value);
  if (operator === 'StringEqualsIgnoreCase') return new RegExp(expression(wanted, context, 'none').source, 'i').test(value);
  if (operator === 'Bool') return value === wanted;
  if (operator === 'NumericLessThan') return Number(value) < Number(wanted);
  if (operator === 'NumericEquals') return Number(value) === Number(wanted);
  if (operator === 'ArnLike') {
    const parts = wanted.split(':');
    const given = value.split(':');
    return parts.length === given.length && parts.every((part, index) => expression(part, {}).test(given[index]!));
  }
  throw new Error(operator);
}
