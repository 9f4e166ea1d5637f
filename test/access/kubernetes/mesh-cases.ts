import type { HttpRequest, MeshRequest } from '../../../lib/access/kubernetes/mesh-request';
import type { KubernetesObject } from '../../../lib/kubernetes/kubernetes-object';

const POLICY = 'https://istio.io/latest/docs/reference/config/security/authorization-policy/';
const CONCEPTS = 'https://istio.io/latest/docs/concepts/security/';
const CONDITIONS = 'https://istio.io/latest/docs/reference/config/security/conditions/';
const TCP = 'https://istio.io/latest/docs/tasks/security/authorization/authz-tcp/';

/** A case of the documentation of AuthorizationPolicy. */
export interface MeshCase {
  readonly name: string;
  readonly page: string;
  readonly policies: readonly KubernetesObject[];
  readonly request: MeshRequest;
  readonly expected: 'allowed' | 'denied';
}

/** The called pods. */
export const workload = { namespace: 'shop', labels: { app: 'cart', version: 'v1' } };

export const policy = (spec: object, name = 'one', namespace = 'shop'): KubernetesObject => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'AuthorizationPolicy',
  metadata: { name, namespace },
  spec,
});

const WEB = 'cluster.local/ns/shop/sa/web';
const http: HttpRequest = { method: 'GET', path: '/info/1', host: 'Cart.example.com', headers: { 'x-team': 'sales' } };
const request: MeshRequest = {
  principal: WEB,
  sourceAddress: '10.1.2.3',
  remoteAddress: '192.0.2.7',
  destinationAddress: '10.1.9.9',
  port: 8_080,
  http,
};
const plain: MeshRequest = { ...request, principal: undefined };
const tcp: MeshRequest = { ...request, http: undefined };

const rules = (action: string, ...all: object[]) => policy({ action, rules: all });
const allow = (...all: object[]) => rules('ALLOW', ...all);
const deny = (...all: object[]) => rules('DENY', ...all);
const from = (...sources: object[]) => ({ from: sources.map((source) => ({ source })) });
const to = (...operations: object[]) => ({ to: operations.map((operation) => ({ operation })) });
const when = (...conditions: object[]) => ({ when: conditions });

const order: readonly MeshCase[] = [
  { name: 'no policy allows every request', page: `${POLICY}#AuthorizationPolicy`, policies: [], request, expected: 'allowed' },
  {
    name: 'a policy without rules allows nothing',
    page: `${CONCEPTS}#allow-nothing-deny-all-and-allow-all-policy`,
    policies: [policy({})],
    request,
    expected: 'denied',
  },
  {
    name: 'a rule without parts matches every request',
    page: `${CONCEPTS}#allow-nothing-deny-all-and-allow-all-policy`,
    policies: [allow({})],
    request,
    expected: 'allowed',
  },
  {
    name: 'the action is ALLOW unless it says otherwise',
    page: `${POLICY}#AuthorizationPolicy-Action`,
    policies: [policy({ rules: [from({ principals: ['x'] })] })],
    request,
    expected: 'denied',
  },
  {
    name: 'DENY comes before ALLOW',
    page: `${POLICY}#AuthorizationPolicy`,
    policies: [allow({}), policy({ action: 'DENY', rules: [{}] }, 'two')],
    request,
    expected: 'denied',
  },
  {
    name: 'a DENY that does not match leaves the rest to ALLOW',
    page: `${POLICY}#AuthorizationPolicy`,
    policies: [allow({}), policy({ action: 'DENY', rules: [from({ principals: ['x'] })] }, 'two')],
    request,
    expected: 'allowed',
  },
  {
    name: 'with DENY alone, the rest is allowed',
    page: `${POLICY}#AuthorizationPolicy`,
    policies: [deny(to({ methods: ['POST'] }))],
    request,
    expected: 'allowed',
  },
  {
    name: 'a DENY without rules denies nothing',
    page: `${POLICY}#AuthorizationPolicy`,
    policies: [policy({ action: 'DENY' })],
    request,
    expected: 'allowed',
  },
  { name: 'AUDIT decides nothing', page: `${POLICY}#AuthorizationPolicy-Action`, policies: [rules('AUDIT', {})], request, expected: 'allowed' },
  {
    name: 'what CUSTOM matches depends on its provider',
    page: `${POLICY}#AuthorizationPolicy`,
    policies: [policy({ action: 'CUSTOM', provider: { name: 'ext' }, rules: [{}] }), policy({ rules: [{}] }, 'two')],
    request,
    expected: 'denied',
  },
  {
    name: 'what CUSTOM does not match goes on',
    page: `${POLICY}#AuthorizationPolicy`,
    policies: [policy({ action: 'CUSTOM', provider: { name: 'ext' }, rules: [to({ paths: ['/admin*'] })] })],
    request,
    expected: 'allowed',
  },
  {
    name: 'policies of ALLOW add up',
    page: `${POLICY}#AuthorizationPolicy`,
    policies: [policy({}), policy({ rules: [from({ principals: [WEB] })] }, 'two')],
    request,
    expected: 'allowed',
  },
  {
    name: 'a selector that matches',
    page: `${CONCEPTS}#policy-target`,
    policies: [policy({ selector: { matchLabels: { app: 'cart' } } })],
    request,
    expected: 'denied',
  },
  {
    name: 'a selector that does not',
    page: `${CONCEPTS}#policy-target`,
    policies: [policy({ selector: { matchLabels: { app: 'stock' } } })],
    request,
    expected: 'allowed',
  },
  { name: 'a policy of another namespace', page: `${CONCEPTS}#policy-target`, policies: [policy({}, 'one', 'watch')], request, expected: 'allowed' },
  {
    name: 'a policy of the root namespace counts in every namespace',
    page: `${CONCEPTS}#policy-target`,
    policies: [policy({}, 'one', 'istio-system')],
    request,
    expected: 'denied',
  },
];

const sources: readonly MeshCase[] = [
  { name: 'a principal', page: `${POLICY}#Source`, policies: [allow(from({ principals: [WEB] }))], request, expected: 'allowed' },
  {
    name: 'another principal',
    page: `${POLICY}#Source`,
    policies: [allow(from({ principals: ['cluster.local/ns/shop/sa/other'] }))],
    request,
    expected: 'denied',
  },
  {
    name: 'any principal needs a certificate',
    page: `${CONCEPTS}#authenticated-and-unauthenticated-identity`,
    policies: [allow(from({ principals: ['*'] }))],
    request: plain,
    expected: 'denied',
  },
  {
    name: 'a prefix of principals',
    page: `${CONCEPTS}#value-matching`,
    policies: [allow(from({ principals: ['cluster.local/ns/shop/*'] }))],
    request,
    expected: 'allowed',
  },
  {
    name: 'a suffix of principals',
    page: `${CONCEPTS}#value-matching`,
    policies: [allow(from({ principals: ['*/sa/web'] }))],
    request,
    expected: 'allowed',
  },
  {
    name: 'one of several sources is enough',
    page: `${POLICY}#Rule`,
    policies: [allow(from({ principals: ['x'] }, { namespaces: ['shop'] }))],
    request,
    expected: 'allowed',
  },
  {
    name: 'fields of a source have to match together',
    page: `${POLICY}#Source`,
    policies: [allow(from({ principals: [WEB], namespaces: ['watch'] }))],
    request,
    expected: 'denied',
  },
  { name: 'the namespace of a caller', page: `${POLICY}#Source`, policies: [allow(from({ namespaces: ['shop'] }))], request, expected: 'allowed' },
  { name: 'notPrincipals leaves one out', page: `${POLICY}#Source`, policies: [allow(from({ notPrincipals: [WEB] }))], request, expected: 'denied' },
  {
    name: 'notNamespaces denies callers without a certificate too',
    page: `${CONCEPTS}#authenticated-and-unauthenticated-identity`,
    policies: [deny(from({ notNamespaces: ['shop'] }))],
    request: plain,
    expected: 'denied',
  },
  {
    name: 'a service account in the namespace of the policy',
    page: `${POLICY}#Source`,
    policies: [allow(from({ serviceAccounts: ['web'] }))],
    request,
    expected: 'allowed',
  },
  {
    name: 'a service account of another namespace',
    page: `${POLICY}#Source`,
    policies: [allow(from({ serviceAccounts: ['watch/web'] }))],
    request,
    expected: 'denied',
  },
  {
    name: 'an address of the connection',
    page: `${POLICY}#Source`,
    policies: [allow(from({ ipBlocks: ['10.1.2.0/24'] }))],
    request,
    expected: 'allowed',
  },
  { name: 'notIpBlocks', page: `${POLICY}#Source`, policies: [deny(from({ notIpBlocks: ['10.0.0.0/8'] }))], request, expected: 'allowed' },
  {
    name: 'an address of the client',
    page: `${POLICY}#Source`,
    policies: [allow(from({ remoteIpBlocks: ['192.0.2.7'] }))],
    request,
    expected: 'allowed',
  },
  { name: 'a token that is not there', page: `${POLICY}#Source`, policies: [allow(from({ requestPrincipals: ['*'] }))], request, expected: 'denied' },
];

const operations: readonly MeshCase[] = [
  { name: 'a method', page: `${POLICY}#Operation`, policies: [allow(to({ methods: ['GET'] }))], request, expected: 'allowed' },
  { name: 'notMethods', page: `${POLICY}#Operation`, policies: [allow(to({ notMethods: ['GET'] }))], request, expected: 'denied' },
  { name: 'a prefix of paths', page: `${POLICY}#Operation`, policies: [allow(to({ paths: ['/info*'] }))], request, expected: 'allowed' },
  { name: 'a suffix of paths', page: `${POLICY}#Operation`, policies: [allow(to({ paths: ['*/1'] }))], request, expected: 'allowed' },
  {
    name: 'a whole path is not a prefix',
    page: `${CONCEPTS}#value-matching`,
    policies: [allow(to({ paths: ['/info'] }))],
    request,
    expected: 'denied',
  },
  { name: 'notPaths', page: `${POLICY}#Operation`, policies: [deny(to({ notPaths: ['/info/*'] }))], request, expected: 'allowed' },
  { name: 'one segment of a path', page: `${POLICY}#Operation`, policies: [allow(to({ paths: ['/info/{*}'] }))], request, expected: 'allowed' },
  { name: 'one segment is not two', page: `${POLICY}#Operation`, policies: [allow(to({ paths: ['/{*}'] }))], request, expected: 'denied' },
  { name: 'any number of segments', page: `${POLICY}#Operation`, policies: [allow(to({ paths: ['/{**}'] }))], request, expected: 'allowed' },
  { name: 'a host in any case', page: `${POLICY}#Operation`, policies: [allow(to({ hosts: ['cart.EXAMPLE.com'] }))], request, expected: 'allowed' },
  { name: 'a suffix of hosts', page: `${POLICY}#Operation`, policies: [allow(to({ hosts: ['*.example.com'] }))], request, expected: 'allowed' },
  { name: 'a port', page: `${POLICY}#Operation`, policies: [allow(to({ ports: ['9090'] }))], request, expected: 'denied' },
  {
    name: 'fields of an operation have to match together',
    page: `${POLICY}#Operation`,
    policies: [allow(to({ methods: ['GET'], ports: ['9090'] }))],
    request,
    expected: 'denied',
  },
  {
    name: 'from and to have to match together',
    page: `${POLICY}#Rule`,
    policies: [allow({ ...from({ principals: ['x'] }), ...to({ methods: ['GET'] }) })],
    request,
    expected: 'denied',
  },
  {
    name: 'ALLOW that looks at HTTP never matches other connections',
    page: `${TCP}#configure-allow-authorization-policy-for-a-tcp-workload`,
    policies: [allow(to({ methods: ['GET'], ports: ['8080'] }))],
    request: tcp,
    expected: 'denied',
  },
  {
    name: 'ALLOW of a port matches other connections',
    page: `${TCP}#configure-allow-authorization-policy-for-a-tcp-workload`,
    policies: [allow(to({ ports: ['8080'] }))],
    request: tcp,
    expected: 'allowed',
  },
  {
    name: 'DENY that looks at HTTP too denies the port of other connections',
    page: `${TCP}#configure-deny-authorization-policy-for-a-tcp-workload`,
    policies: [deny(to({ methods: ['GET'], ports: ['8080'] }))],
    request: tcp,
    expected: 'denied',
  },
];

const conditions: readonly MeshCase[] = [
  {
    name: 'a header',
    page: CONDITIONS,
    policies: [allow(when({ key: 'request.headers[X-Team]', values: ['sales'] }))],
    request,
    expected: 'allowed',
  },
  {
    name: 'a header that is not there',
    page: CONDITIONS,
    policies: [allow(when({ key: 'request.headers[x-other]', values: ['*'] }))],
    request,
    expected: 'denied',
  },
  {
    name: 'notValues matches what is not there',
    page: CONDITIONS,
    policies: [deny(when({ key: 'request.headers[x-other]', notValues: ['a'] }))],
    request,
    expected: 'denied',
  },
  {
    name: 'every condition has to hold',
    page: `${POLICY}#Rule`,
    policies: [allow(when({ key: 'source.namespace', values: ['shop'] }, { key: 'source.principal', values: ['x'] }))],
    request,
    expected: 'denied',
  },
  {
    name: 'source.namespace and source.principal',
    page: CONDITIONS,
    policies: [allow(when({ key: 'source.namespace', values: ['shop'] }, { key: 'source.principal', values: [WEB] }))],
    request,
    expected: 'allowed',
  },
  { name: 'source.ip', page: CONDITIONS, policies: [allow(when({ key: 'source.ip', values: ['10.1.0.0/16'] }))], request, expected: 'allowed' },
  { name: 'remote.ip', page: CONDITIONS, policies: [allow(when({ key: 'remote.ip', values: ['198.51.100.0/24'] }))], request, expected: 'denied' },
  {
    name: 'destination.ip and destination.port',
    page: CONDITIONS,
    policies: [allow(when({ key: 'destination.ip', values: ['10.1.9.9'] }, { key: 'destination.port', values: ['8080'] }))],
    request,
    expected: 'allowed',
  },
];

export const meshCases: readonly MeshCase[] = [...order, ...sources, ...operations, ...conditions];
