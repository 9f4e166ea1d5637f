import { ClusterPolicyError, type Field, fieldsOf, isSet, itemsOf, type Labels, labelsOf, oneOf, textOf } from './fields';
import { meshAccount, meshAddress, meshHost, meshPath, meshPort, meshText, type TextMatcher } from './mesh-match';
import { identityOf, type MeshRequest } from './mesh-request';
import type { PolicyObject } from './policy-object';

export type AuthorizationAction = 'ALLOW' | 'DENY' | 'AUDIT' | 'CUSTOM';

/** An AuthorizationPolicy as it is evaluated. */
export interface AuthorizationPolicy {
  /** `AuthorizationPolicy <namespace>/<name>` */
  readonly name: string;
  readonly namespace: string;
  /** Absent: every workload of the namespace. */
  readonly selector?: Labels;
  readonly action: AuthorizationAction;
  readonly rules: readonly AuthorizationRule[];
}

/** Parts of a rule, all of which have to match; within a part one alternative does. */
export type AuthorizationRule = readonly RulePart[];

export interface RulePart {
  readonly part: 'from' | 'to' | 'when';
  readonly alternatives: readonly (readonly Test[])[];
}

interface Test {
  /** Only requests of HTTP have what it looks at. */
  readonly isHttp: boolean;
  matches(request: MeshRequest): boolean;
}

/** Where a value is in a request; undefined when the request does not have it. */
interface Attribute {
  readonly isHttp?: boolean;
  read(request: MeshRequest): string | undefined;
  matcher(field: Field, namespace: string): TextMatcher;
}

const principal: Attribute = { read: (request) => request.principal, matcher: meshText };
const namespace: Attribute = { read: (request) => identityOf(request.principal)?.namespace, matcher: meshText };
const account: Attribute = { read: (request) => accountOf(request.principal), matcher: meshAccount };
const requestPrincipal: Attribute = { isHttp: true, read: (request) => request.requestPrincipal, matcher: meshText };
const sourceAddress: Attribute = { read: (request) => request.sourceAddress, matcher: meshAddress };
const remoteAddress: Attribute = { read: (request) => request.remoteAddress, matcher: meshAddress };
const port: Attribute = { read: (request) => String(request.port), matcher: meshPort };

const SOURCE: Readonly<Record<string, readonly [negated: string, Attribute]>> = {
  principals: ['notPrincipals', principal],
  requestPrincipals: ['notRequestPrincipals', requestPrincipal],
  namespaces: ['notNamespaces', namespace],
  serviceAccounts: ['notServiceAccounts', account],
  ipBlocks: ['notIpBlocks', sourceAddress],
  remoteIpBlocks: ['notRemoteIpBlocks', remoteAddress],
};

const OPERATION: typeof SOURCE = {
  hosts: ['notHosts', { isHttp: true, read: ({ http }) => http?.host, matcher: meshHost }],
  ports: ['notPorts', port],
  methods: ['notMethods', { isHttp: true, read: ({ http }) => http?.method, matcher: meshText }],
  paths: ['notPaths', { isHttp: true, read: ({ http }) => http?.path, matcher: meshPath }],
};

const CONDITIONS: Readonly<Record<string, Attribute>> = {
  'source.ip': sourceAddress,
  'remote.ip': remoteAddress,
  'source.namespace': namespace,
  'source.principal': principal,
  'source.serviceAccount': account,
  'request.auth.principal': requestPrincipal,
  'destination.ip': { read: (request) => request.destinationAddress, matcher: meshAddress },
  'destination.port': port,
};

/** Reads an AuthorizationPolicy of Istio. @throws ClusterPolicyError for what is not evaluated */
export function authorizationPolicy({ id, namespace: own, spec }: PolicyObject): AuthorizationPolicy {
  const fields = fieldsOf(spec, ['selector', 'action', 'rules', 'provider']);
  const action = oneOf(fields.action, ['ALLOW', 'DENY', 'AUDIT', 'CUSTOM'], 'ALLOW');
  if (isSet(fields.provider) !== (action === 'CUSTOM'))
    throw new ClusterPolicyError(fields.provider.at, action, 'a provider with action CUSTOM, and only there');
  const selector = isSet(fields.selector) ? labelsOf(fieldsOf(fields.selector, ['matchLabels']).matchLabels) : undefined;
  return {
    ...{ name: id, namespace: own, action },
    ...(selector && { selector }),
    rules: (itemsOf(fields.rules) ?? []).map((rule) => ruleOf(rule, own)),
  };
}

function ruleOf(field: Field, own: string): AuthorizationRule {
  const { from, to, when } = fieldsOf(field, ['from', 'to', 'when']);
  const sources = filled(from)?.map((item) => testsOf(fieldsOf(item, ['source']).source, SOURCE, own));
  const operations = filled(to)?.map((item) => testsOf(fieldsOf(item, ['operation']).operation, OPERATION, own));
  const conditions = filled(when)?.map((item): RulePart => ({ part: 'when', alternatives: [conditionOf(item, own)] }));
  return [
    ...(sources ? [{ part: 'from', alternatives: sources } as const] : []),
    ...(operations ? [{ part: 'to', alternatives: operations } as const] : []),
    ...(conditions ?? []),
  ];
}

function testsOf(field: Field, attributes: typeof SOURCE, own: string): readonly Test[] {
  const names = Object.entries(attributes).flatMap(([name, [negated]]) => [name, negated]);
  const fields = fieldsOf(field, names);
  const tests = Object.entries(attributes).flatMap(([name, [negated, attribute]]) => testsFor(attribute, fields[name], fields[negated], own));
  if (tests.length === 0) throw new ClusterPolicyError(field.at, 'no field', names.join(', '));
  return tests;
}

function conditionOf(field: Field, own: string): readonly Test[] {
  const { key, values, notValues } = fieldsOf(field, ['key', 'values', 'notValues']);
  const name = textOf(key);
  const header = /^request\.headers\[([\w-]+)\]$/.exec(name)?.[1]?.toLowerCase();
  const attribute = header === undefined ? CONDITIONS[name] : headerOf(header);
  if (!attribute) throw new ClusterPolicyError(key.at, `'${name}'`, ['request.headers[<name>]', ...Object.keys(CONDITIONS)].join(', '));
  const tests = testsFor(attribute, values, notValues, own);
  if (tests.length === 0) throw new ClusterPolicyError(field.at, 'neither', 'values, notValues');
  return tests;
}

function headerOf(name: string): Attribute {
  return { isHttp: true, read: ({ http }) => http?.headers?.[name], matcher: meshText };
}

function testsFor(
  { isHttp = false, read, matcher }: Attribute,
  values: Field | undefined,
  notValues: Field | undefined,
  own: string,
): readonly Test[] {
  const anyOf = (field: Field | undefined) => {
    const matchers = field && filled(field)?.map((item) => matcher(item, own));
    return (
      matchers &&
      ((request: MeshRequest) => {
        const value = read(request);
        return value !== undefined && matchers.some((matches) => matches(value));
      })
    );
  };
  const [isOne, isExcluded] = [anyOf(values), anyOf(notValues)];
  return [
    ...(isOne ? [{ isHttp, matches: isOne }] : []),
    ...(isExcluded ? [{ isHttp, matches: (request: MeshRequest) => !isExcluded(request) }] : []),
  ];
}

/** Items of a list. @throws ClusterPolicyError for an empty one, which Istio refuses */
function filled(field: Field): readonly Field[] | undefined {
  const items = itemsOf(field);
  if (items?.length === 0) throw new ClusterPolicyError(field.at, 'an empty list', 'at least one item, or no list');
  return items;
}

function accountOf(name: string | undefined): string | undefined {
  const identity = identityOf(name);
  return identity && `${identity.namespace}/${identity.serviceAccount}`;
}
