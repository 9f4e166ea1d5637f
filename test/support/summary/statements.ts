import type { NamedStack, Resource } from './template';

/** One action by one principal on one resource: the smallest thing that a policy allows or denies. */
interface Right {
  readonly effect: string;
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly condition: string;
}

interface Statement {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What a resource allows or denies, and to whom or on what. */
export interface AccessRule {
  readonly subject: string;
  readonly kind: 'trust' | 'rights' | 'resource policy';
  readonly lines: readonly string[];
}

type Text = NamedStack['text'];

/** Every policy in a resource, wherever in its properties it stands. */
export function accessRulesOf(id: string, resource: Resource, text: Text): readonly AccessRule[] {
  const { Type, Properties = {} } = resource;
  const found: AccessRule[] = [];
  for (const { path, statements } of policiesIn(Properties)) {
    const isTrust = path[0] === 'AssumeRolePolicyDocument';
    const isIdentity = /^AWS::IAM::/.test(Type) && !isTrust;
    found.push({
      subject: isIdentity ? identitiesOf(id, resource, text) : subjectOf(id, resource, text),
      kind: isTrust ? 'trust' : isIdentity ? 'rights' : 'resource policy',
      lines: linesOf(statements as readonly Statement[], text),
    });
  }
  for (const property of ['ManagedPolicyArns', 'ManagedPolicies', 'PermissionsBoundary', 'PermissionsBoundaryArn']) {
    const value = Properties[property];
    if (value !== undefined) found.push({ subject: id, kind: 'rights', lines: [value].flat().map((arn) => `${property} ${text(arn)}`) });
  }
  return found;
}

interface FoundPolicy {
  readonly path: readonly string[];
  readonly statements: readonly unknown[];
}

/** Policy documents, and grants that are written as properties: `AWS::Lambda::Permission`, permissions of QuickSight. */
function policiesIn(value: unknown, path: readonly string[] = []): readonly FoundPolicy[] {
  if (value === null || typeof value !== 'object') return [];
  if (Array.isArray(value)) return value.flatMap((item, at) => policiesIn(item, [...path, String(at)]));
  if ('Statement' in value) return [{ path, statements: [value.Statement].flat() }];
  if ('Principal' in value && ('Action' in value || 'Actions' in value)) return [{ path, statements: [asStatement(value)] }];
  return Object.entries(value).flatMap(([key, item]) => policiesIn(item, [...path, key]));
}

function asStatement({ Principal, Action, Actions, FunctionName: _, ...conditions }: Readonly<Record<string, unknown>>): Statement {
  const condition = Object.keys(conditions).length > 0 ? { Condition: { Equals: conditions } } : {};
  return { Effect: 'Allow', Principal, Action: Action ?? Actions, ...condition };
}

/** The roles, users and groups that an identity policy is attached to. */
function identitiesOf(id: string, { Properties = {} }: Resource, text: Text): string {
  const attached = ['Roles', 'Users', 'Groups'].flatMap((property) => [Properties[property] ?? []].flat());
  return attached.length === 0 ? id : attached.map((each) => nameOf(each, text)).join(', ');
}

/** Properties that name the resource which a policy protects. */
const PROTECTED = ['Bucket', 'Topics', 'Queues', 'SecretId', 'FunctionName', 'ResourceArn', 'TableName', 'EventBusName'];

/** The policy, and the resource that it protects. */
function subjectOf(id: string, { Properties = {} }: Resource, text: Text): string {
  const subjects = PROTECTED.flatMap((property) => [Properties[property] ?? []].flat()).map((each) => nameOf(each, text));
  return [id, ...subjects].join(' of ');
}

const nameOf = (value: unknown, text: Text) => text(value).replace(/^<(.*)>$/, '$1');

/** Statements as sorted lines: first split into single rights, then joined where only the action, the resource or the principal differs. */
function linesOf(statements: readonly Statement[], text: Text): readonly string[] {
  const rights = statements.flatMap((statement) => rightsOf(statement, text));
  const steps = (['action', 'resource', 'principal'] as const).reduce<readonly Right[]>(joined, rights);
  return steps.map(lineOf).sort();
}

function rightsOf(statement: Statement, text: Text): readonly Right[] {
  const either = (positive: unknown, negative: unknown) => {
    if (negative !== undefined) return [`all but ${[negative].flat().map(text).sort().join(', ')}`];
    return positive === undefined ? [''] : [positive].flat().map(text);
  };
  const actions = either(statement.Action, statement.NotAction);
  const resources = either(statement.Resource, statement.NotResource);
  const principals = statement.NotPrincipal
    ? [`all but ${principalsOf(statement.NotPrincipal, text).join(', ')}`]
    : principalsOf(statement.Principal, text);
  const shared = { effect: text(statement.Effect).toLowerCase(), condition: conditionOf(statement.Condition, text) };
  return principals.flatMap((principal) => actions.flatMap((action) => resources.map((resource) => ({ ...shared, principal, action, resource }))));
}

function principalsOf(principal: unknown, text: Text): readonly string[] {
  if (principal === undefined) return [''];
  if (typeof principal === 'string') return [principal];
  const kinds = Object.entries(principal as Readonly<Record<string, unknown>>);
  if (kinds.some(([kind]) => kind === 'Ref' || kind.startsWith('Fn::'))) return [text(principal)];
  return kinds.flatMap(([kind, values]) => [values].flat().map((value) => `${kind} ${text(value)}`));
}

function conditionOf(condition: Statement['Condition'], text: Text): string {
  const tests = Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => `${operator} ${key} = ${[values].flat().map(text).sort().join(' | ')}`),
  );
  return tests.sort().join(' and ');
}

/** Joins rights that differ in one part alone. */
function joined(rights: readonly Right[], part: 'action' | 'resource' | 'principal'): readonly Right[] {
  const groups = new Map<string, Right[]>();
  for (const right of rights) {
    const key = JSON.stringify({ ...right, [part]: '' });
    groups.set(key, [...(groups.get(key) ?? []), right]);
  }
  return [...groups.values()].map((group) => ({ ...group[0]!, [part]: [...new Set(group.map((right) => right[part]))].sort().join(', ') }));
}

function lineOf({ effect, principal, action, resource, condition }: Right): string {
  const parts = [`${effect} ${action}`, principal && `by ${principal}`, resource && `on ${resource}`, condition && `if ${condition}`];
  return parts.filter(Boolean).join(' ');
}
