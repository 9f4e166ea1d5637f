import { Unknown, unknownsIn } from 'stagecraft-constructs/intrinsics';
import type { StatementSource } from '../contract/access';
import { PolicyError } from '../errors';
import { type Condition, conditionOf, operatorNames } from './conditions';
import { type Keys, Pattern } from './pattern';

/** Texts of a statement, or, negated, everything but them. */
export interface Matcher {
  readonly patterns: readonly Pattern[];
  readonly isNegated: boolean;
}

/** One that a statement names as principal; `*` of kind `AWS` is everyone. */
export interface PrincipalName {
  readonly kind: 'AWS' | 'Service' | 'Federated';
  /** ARN, number of an account, name of a service, or `*`. */
  readonly name: string;
}

/** A policy statement, ready to be compared with requests. */
export interface Statement {
  readonly source: StatementSource;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Matcher;
  /** @default - every resource: trust and repository policies name none */
  readonly resources?: Matcher;
  /** @default - an identity policy: the principal is the one that has it */
  readonly principals?: { readonly names: readonly PrincipalName[]; readonly isNegated: boolean };
  readonly conditions: readonly Condition[];
  /** Why it cannot be evaluated. It denies everything then, unless it could only have allowed: then it is left out. @default - it can be evaluated */
  readonly error?: PolicyError;
  /** Action that it no longer covers, for every principal or for one. @default - none */
  readonly without?: { readonly action: string; readonly principal?: string };
}

/** A policy, and what in it could not be read. */
export interface Policy {
  readonly statements: readonly Statement[];
  readonly errors: readonly PolicyError[];
}

/** What a policy is attached to: an identity policy names no principal. */
export type PolicyKind = 'identity' | 'resource';

type Fields = Readonly<Record<string, unknown>>;

const ELEMENTS = ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];
const DOCUMENT_ELEMENTS = ['Version', 'Id', 'Statement'];
const VERSIONS = ['2012-10-17', '2008-10-17'];

/** Reads a policy document, an object or its JSON, whose intrinsics are resolved. */
export function parsePolicy(document: unknown, policy: string, kind: PolicyKind): Policy {
  const [content, ...broken] = contentOf(document, policy);
  const listed = content?.['Statement'] ?? [];
  const read = (Array.isArray(listed) ? listed : [listed]).map((fields: unknown, index) =>
    new Reader(policy, index, fields, content!, kind).statement(),
  );
  const errors = [...broken, ...read.flatMap(({ error }) => error ?? [])];
  return { statements: read.filter(({ error, effect }) => error === undefined || effect === 'Deny').concat(broken.map(denyAll)), errors };
}

/** A policy that allows what nothing else denies, as a document that is absent does for some resources. */
export function policyOf(policy: string, kind: PolicyKind, ...statements: readonly Fields[]): Policy {
  return parsePolicy({ Version: VERSIONS[0], Statement: statements }, policy, kind);
}

/** Whether a text is one of these; undefined when it is not known, and when a variable in what is excluded is absent, to which AWS does not say anything. */
export function isMatched({ patterns, isNegated }: Matcher, text: string, keys: Keys): boolean | undefined {
  const answers = patterns.map((pattern) => pattern.matches(text, keys));
  if (answers.includes(true)) return !isNegated;
  return answers.includes(undefined) || (isNegated && patterns.some((pattern) => !pattern.isComplete(keys))) ? undefined : isNegated;
}

/** Whether a statement covers an action; the principal is the ARN of a role. */
export function coversAction({ actions, without }: Statement, action: string, principal: string | undefined, keys: Keys): boolean {
  if (without?.action.toLowerCase() === action.toLowerCase() && (without.principal ?? principal) === principal) return false;
  return isMatched(actions, action, keys) === true;
}

function contentOf(document: unknown, policy: string): [Fields | undefined, ...PolicyError[]] {
  const content = typeof document === 'string' ? jsonIn(document) : document;
  const problem = problemOf(content);
  if (isFields(content) && problem === undefined) return [content];
  const [what, got = JSON.stringify(document)] = problem ?? [];
  return [undefined, new PolicyError(policy, 'all', { problem: what ?? 'the policy document cannot be read', got, fix: FIX })];
}

const FIX = `write a JSON policy of version ${VERSIONS[0]} with a Statement, and without an intrinsic in the place of the document`;

/** Why nothing of a document can be evaluated, and what it has instead of what it should have; undefined when its statements can be read. */
function problemOf(content: unknown): readonly [problem: string, got?: string] | undefined {
  if (Unknown.is(content)) return ['the policy document is an intrinsic that is not resolved'];
  if (!isFields(content)) return ['the policy document cannot be read'];
  // A macro or an include beside the statements can add others.
  const other = Object.keys(content).find((name) => !DOCUMENT_ELEMENTS.includes(name));
  if (other !== undefined) return ['unknown element of the policy document', other];
  const version = content['Version'] ?? VERSIONS[1];
  if (!VERSIONS.includes(version as string)) return ['its Version is not known', JSON.stringify(version)];
  return 'Statement' in content ? undefined : ['the policy document has no Statement'];
}

function denyAll(error: PolicyError): Statement {
  return { source: { policy: error.policy, index: 0 }, effect: 'Deny', actions: { patterns: [], isNegated: true }, conditions: [], error };
}

class Reader {
  private readonly source: StatementSource;
  private readonly hasVariables: boolean;

  constructor(
    private readonly policy: string,
    private readonly index: number,
    private readonly fields: unknown,
    content: Fields,
    private readonly kind: PolicyKind,
  ) {
    const sid = isFields(fields) ? fields['Sid'] : undefined;
    this.source = { policy, index, ...(typeof sid === 'string' && { sid }) };
    this.hasVariables = content['Version'] === VERSIONS[0];
  }

  /** The statement; one with an error when it cannot be evaluated. */
  public statement(): Statement {
    try {
      return this.read(isFields(this.fields) ? this.fields : {});
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      const effect = isFields(this.fields) && this.fields['Effect'] === 'Allow' ? 'Allow' : 'Deny';
      return { ...denyAll(error), source: this.source, effect };
    }
  }

  private read(fields: Fields): Statement {
    for (const unknown of unknownsIn(fields))
      this.refuse('an intrinsic is not resolved', JSON.stringify(unknown), 'give the value that CloudFormation will know, or write it without one');
    for (const name of Object.keys(fields)) if (!ELEMENTS.includes(name)) this.refuse('unknown element', name, `use ${ELEMENTS.join(', ')}`);
    const { Effect: effect } = fields;
    if (effect !== 'Allow' && effect !== 'Deny')
      return this.refuse('Effect is neither Allow nor Deny', JSON.stringify(effect), 'write Allow or Deny');
    const actions = this.matcher(fields, 'Action', { ignoresCase: true }) ?? this.refuse('it names no action', undefined, 'add Action or NotAction');
    const resources = this.matcher(fields, 'Resource', { hasVariables: this.hasVariables, isResource: true });
    const principals = this.principals(fields);
    if (this.kind === 'identity' && principals) this.refuse('an identity policy names a principal', undefined, 'remove Principal');
    if (this.kind === 'identity' && !resources) this.refuse('an identity policy names no resource', undefined, 'add Resource or NotResource');
    if (this.kind === 'resource' && !principals) this.refuse('a resource policy names no principal', undefined, 'add Principal');
    return { source: this.source, effect, actions, resources, principals, conditions: this.conditions(fields['Condition'] ?? {}) };
  }

  private matcher(fields: Fields, name: string, reading: ConstructorParameters<typeof Pattern>[1]): Matcher | undefined {
    const [positive, negative] = [fields[name], fields[`Not${name}`]];
    if (positive !== undefined && negative !== undefined) this.refuse(`it has ${name} and Not${name}`, undefined, 'keep one of them');
    const texts = positive ?? negative;
    if (texts === undefined) return undefined;
    const patterns = this.texts(texts, name).map((text) => new Pattern(text, { hasWildcards: true, ...reading }));
    return { patterns, isNegated: positive === undefined };
  }

  private principals(fields: Fields): Statement['principals'] {
    const [positive, negative] = [fields['Principal'], fields['NotPrincipal']];
    const listed = positive ?? negative;
    if (listed === undefined) return undefined;
    const byKind = listed === '*' ? { AWS: '*' } : listed;
    if (!isFields(byKind) || (positive !== undefined && negative !== undefined))
      return this.refuse('its principals cannot be read', JSON.stringify(listed), 'write Principal as * or by AWS, Service and Federated');
    const names = Object.entries(byKind).flatMap(([kind, values]) => this.texts(values, 'Principal').map((value) => this.principal(kind, value)));
    return { names, isNegated: positive === undefined };
  }

  private principal(kind: string, value: string): PrincipalName {
    if (kind === 'Service' || kind === 'Federated') return { kind, name: value };
    const isKnown = /^(\*|\d{12}|arn:[\w-]+:(iam::\d{12}:(root$|(role|user)\/)|sts::\d{12}:assumed-role\/)[^*?]*)$/.test(value);
    if (kind !== 'AWS' || !isKnown)
      return this.refuse('unknown form of principal', `${kind} ${value}`, 'write *, an account, or the ARN of a role, a session or a user');
    return { kind, name: value };
  }

  private conditions(block: unknown): readonly Condition[] {
    if (!isFields(block)) return this.refuse('its Condition cannot be read', JSON.stringify(block), 'write operators, keys and values');
    return Object.entries(block).flatMap(([operator, keys]) =>
      Object.entries(isFields(keys) ? keys : this.refuse(`${operator} has no keys`, JSON.stringify(keys), 'write keys and values')).map(
        ([key, values]) => {
          const condition = conditionOf(operator, key, this.texts(values, key), this.hasVariables);
          if (condition === 'operator') return this.refuse('unknown condition operator', operator, `use one of ${operatorNames.join(', ')}`);
          if (condition === 'value') return this.refuse(`${operator} takes no such value`, JSON.stringify(values), `correct the value of ${key}`);
          return condition;
        },
      ),
    );
  }

  private texts(value: unknown, name: string): readonly string[] {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.map((each) =>
      !String(each).includes('{{resolve:') && ['string', 'number', 'boolean'].includes(typeof each)
        ? String(each)
        : this.refuse(`${name} is no text that is known`, JSON.stringify(each), 'write a text'),
    );
  }

  private refuse(problem: string, got: string | undefined, fix: string): never {
    const { sid } = this.source;
    throw new PolicyError(this.policy, sid === undefined ? String(this.index) : `${this.index} (${sid})`, { problem, got, fix });
  }
}

/** What a JSON text says; undefined when it is none. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
