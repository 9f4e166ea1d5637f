import { apply } from '../../../workloads/quicksight-auth0/tenant/apply';
import { signIn } from '../../../workloads/quicksight-auth0/tenant/management';
import { remove } from '../../../workloads/quicksight-auth0/tenant/remove';
import { type TenantOptions, tenantOf } from '../../../workloads/quicksight-auth0/tenant/tenant';
import { FakeAuth0 } from './fake-auth0';

const credentials = { domain: 'acme.eu.auth0.com', clientId: 'm2m', clientSecret: 'secret' };
const wanted = (changes: Partial<TenantOptions> = {}) =>
  tenantOf({ account: '111122223333', provider: 'Auth0', emailSync: false, sessionSeconds: 3_600, code: 'exports.x = 1;', ...changes });

let fake: FakeAuth0;
beforeEach(() => {
  fake = new FakeAuth0();
});

const connect = (signal = new AbortController().signal) => signIn(credentials, { signal, fetch: fake.fetch, pauseMs: 1 });
const bring = async (tenant = wanted(), signal = new AbortController().signal) =>
  apply(tenant, await connect(signal), { signal, progress: () => {}, pollMs: 1 });

test('an empty tenant gets application, connection, roles, Action and binding', async () => {
  const { clientId, changed, boundActions } = await bring();

  expect(fake.clients.find(({ client_id }) => client_id === clientId)).toMatchObject({
    name: 'Amazon QuickSight',
    app_type: 'regular_web',
    callbacks: ['https://signin.aws.amazon.com/saml'],
    addons: { samlp: { audience: 'urn:amazon:webservices' } },
  });
  expect(fake.connections.map(({ name, clients }) => [name, clients.includes(clientId)])).toEqual([
    ['Username-Password-Authentication', true],
    ['google-oauth2', false],
  ]);
  expect(fake.roles.map(({ name }) => name)).toEqual(['Support', 'QuickSight-Admin-Role', 'QuickSight-Author-Role', 'QuickSight-Reader-Role']);
  expect(fake.actions).toMatchObject([{ status: 'built', deployed: true, code: 'exports.x = 1;' }]);
  expect(Object.fromEntries(fake.actions[0]?.secrets.map(({ name, value }) => [name, value]) ?? [])).toEqual({
    QUICKSIGHT_CLIENT_ID: clientId,
    AWS_ACCOUNT_ID: '111122223333',
    SAML_PROVIDER: 'Auth0',
    ROLES: 'QuickSight-Admin-Role,QuickSight-Author-Role,QuickSight-Reader-Role',
    SESSION_SECONDS: '3600',
    EMAIL_SYNC: 'false',
  });
  expect(boundActions).toEqual(['Audit every login', 'Sign in to Amazon QuickSight']);
  expect(changed).toHaveLength(7);
});

test('keeps other bound Actions, before its own', async () => {
  await bring();

  expect(fake.bindings.map(({ action }) => action.id)).toEqual(['a-other', fake.actions[0]?.id]);
});

test('a second run changes and creates nothing', async () => {
  await bring();
  const before = JSON.stringify([fake.clients, fake.roles, fake.bindings, fake.connections]);

  const { changed } = await bring();

  expect(changed).toEqual([]);
  expect(JSON.stringify([fake.clients, fake.roles, fake.bindings, fake.connections])).toBe(before);
  expect(fake.actions).toHaveLength(1);
});

test('reverts manual changes', async () => {
  const { clientId } = await bring();
  Object.assign(fake.clients.find(({ client_id }) => client_id === clientId)!, { callbacks: ['https://example.com'] });
  fake.connections[1]?.clients.push(clientId);

  const { changed } = await bring(wanted({ code: 'exports.x = 2;' }));

  expect(changed).toEqual([
    'application Amazon QuickSight changed',
    'connection google-oauth2 off for the application',
    "Action 'Sign in to Amazon QuickSight' changed",
  ]);
  expect(fake.actions[0]).toMatchObject({ code: 'exports.x = 2;', deployed: true });
});

test('finds the application behind the first page of those that a connection has', async () => {
  const { clientId } = await bring();
  for (const { clients } of fake.connections) clients.unshift(...Array.from({ length: 1_100 }, (_, index) => `other-${index}`));
  fake.connections[1]?.clients.push(clientId);

  const { changed } = await bring();

  expect(changed).toEqual(['connection google-oauth2 off for the application']);
});

test('reads lists to their last page', async () => {
  for (let role = 0; role < 120; role++) fake.roles.push({ id: `r-x${role}`, name: `Role ${role}` });
  fake.roles.push({ id: 'r-last', name: 'QuickSight-Reader-Role' });

  const { changed } = await bring();

  expect(changed).not.toContain('role QuickSight-Reader-Role made');
});

test('deploys an Action only when it is built', async () => {
  fake.building = 3;

  await bring();

  expect(fake.requests.filter((request) => request === `GET actions/actions/${fake.actions[0]?.id}`)).toHaveLength(4);
  expect(fake.actions[0]?.deployed).toBe(true);
});

test('fails when Auth0 cannot build the Action, and does not bind it', async () => {
  fake.built = 'failed';

  await expect(bring()).rejects.toThrow('Auth0 could not build the Action');
  expect(fake.bindings).toHaveLength(1);
});

test('retries rate-limited requests with a delay', async () => {
  const auth0 = await connect();
  fake.tooMany = 3;

  await expect(apply(wanted(), auth0, { signal: new AbortController().signal, progress: () => {}, pollMs: 1 })).resolves.toMatchObject({
    boundActions: expect.anything(),
  });
});

test('retries a rate-limited request a limited number of times', async () => {
  const auth0 = await connect();
  fake.tooMany = 100;

  await expect(remove(wanted(), auth0)).rejects.toMatchObject({ status: 429, message: 'Global limit has been reached' });
});

test("reports wrong credentials with Auth0's message", async () => {
  const refused = signIn({ ...credentials, clientSecret: 'guess' }, { signal: new AbortController().signal, fetch: fake.fetch });

  await expect(refused).rejects.toMatchObject({ status: 401, message: 'Unauthorized', request: 'POST /oauth/token' });
});

test('names a tenant that is unreachable', async () => {
  const unreachable = signIn(credentials, { signal: new AbortController().signal, fetch: async () => Promise.reject(new TypeError('fetch failed')) });

  await expect(unreachable).rejects.toMatchObject({ status: 0, message: 'no answer: fetch failed' });
});

test('refuses a tenant without the connection before changing anything', async () => {
  fake.connections.splice(0, 1);

  await expect(bring()).rejects.toThrow('the tenant has no connection Username-Password-Authentication');
});

test('removes what it created, and nothing else', async () => {
  await bring();

  const removed = await remove(wanted(), await connect());

  expect(removed).toEqual([
    "Action 'Sign in to Amazon QuickSight'",
    'application Amazon QuickSight',
    'role QuickSight-Admin-Role',
    'role QuickSight-Author-Role',
    'role QuickSight-Reader-Role',
  ]);
  expect(fake.bindings.map(({ display_name }) => display_name)).toEqual(['Audit every login']);
  expect([fake.clients.length, fake.roles.length, fake.actions.length]).toEqual([1, 1, 0]);
  await expect(remove(wanted(), await connect())).resolves.toEqual([]);
});

test('an abort ends the polling', async () => {
  fake.building = Number.POSITIVE_INFINITY;
  const interrupt = new AbortController();
  setTimeout(() => interrupt.abort(), 20);

  await expect(bring(wanted(), interrupt.signal)).rejects.toThrow(/abort/i);
});
