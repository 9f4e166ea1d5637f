import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareJob, runJob } from '../../../lib/actions/run-job';
import type { Aws } from '../../../lib/aws/aws';
import type { QuickSightUser, Subscription } from '../../../lib/aws/quicksight';
import { queries } from '../../../lib/scenarios/quicksight-auth0/queries';
import { contract } from '../../../lib/scenarios/quicksight-auth0/settings';
import { makeIdentity, metadataFor, signedResponse } from '../../../workloads/quicksight-auth0/local/identity-provider';
import { decide } from '../../../workloads/quicksight-auth0/sign-in';
import { SIGN_IN } from '../../../workloads/quicksight-auth0/tenant/tenant';
import { parsedParams } from '../../support/parsed-params';
import { namedValues } from '../../support/published-values';
import { recordingTask } from '../../support/task';
import { FakeAuth0 } from '../../workloads/quicksight-auth0/fake-auth0';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'quicksight-auth0-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => jest.restoreAllMocks());

const env = { AUTH0_CLIENT_ID: 'm2m', AUTH0_CLIENT_SECRET: 'secret' };
const tenant = { domain: 'acme.eu.auth0.com', account: '111122223333' };

async function run(job: string, params: Record<string, string>, given: NodeJS.ProcessEnv = env, set: Record<string, unknown> = {}) {
  const prepared = await prepareJob({ scenario: 'quicksight-auth0', job, params, set });
  return (await runJob(prepared, {}, given, recordingTask())).facts;
}

describe('auth0-apply', () => {
  test('acceptance 10: a dry run prints application, roles, Action and binding, sends no request, and shows no secret', async () => {
    const ask = jest.spyOn(globalThis, 'fetch');

    const facts = await run('auth0-apply', { ...tenant, dryRun: 'true' }, { AUTH0_CLIENT_SECRET: 'do-not-print' });

    expect(facts).toMatchObject({
      application: 'Amazon QuickSight',
      callback: 'https://signin.aws.amazon.com/saml',
      audience: 'urn:amazon:webservices',
      roles: 'QuickSight-Admin-Role, QuickSight-Author-Role, QuickSight-Reader-Role',
      action: expect.stringMatching(/^Sign in to Amazon QuickSight \(node22, \d+ characters\)$/),
      binding: 'behind the Actions of post-login',
    });
    expect(JSON.stringify(facts)).not.toContain('do-not-print');
    expect(ask).not.toHaveBeenCalled();
  });

  test('acceptance 11: unrelated Actions stay bound to the trigger', async () => {
    const fake = new FakeAuth0();
    jest.spyOn(globalThis, 'fetch').mockImplementation(fake.fetch);

    const facts = await run('auth0-apply', tenant);

    expect(facts['binding']).toBe('Audit every login, Sign in to Amazon QuickSight');
    expect(fake.bindings.map(({ display_name }) => display_name)).toEqual(['Audit every login', 'Sign in to Amazon QuickSight']);
  });

  test('reports no changes the second time', async () => {
    jest.spyOn(globalThis, 'fetch').mockImplementation(new FakeAuth0().fetch);
    const { changed } = await run('auth0-apply', { ...tenant, dryRun: 'false' });

    expect(changed).toMatch(/^application Amazon QuickSight made; connection /);
    await expect(run('auth0-apply', tenant)).resolves.toMatchObject({ changed: 'nothing' });
  });

  test('uploads the tested Action, which has no dependencies', async () => {
    const fake = new FakeAuth0();
    jest.spyOn(globalThis, 'fetch').mockImplementation(fake.fetch);
    await run('auth0-apply', tenant);
    const [action] = fake.actions;
    const module = { exports: {} as { onExecutePostLogin?(event: unknown, api: unknown): Promise<void> } };
    new Function('module', 'exports', 'require', action?.code ?? '')(module, module.exports, require);
    const secrets = Object.fromEntries(action?.secrets.map(({ name, value }) => [name, value]) ?? []);
    const event = {
      client: { client_id: secrets['QUICKSIGHT_CLIENT_ID'] ?? '' },
      user: { email: 'alice@example.com', email_verified: true, user_id: 'auth0|1' },
      authorization: { roles: ['QuickSight-Author-Role'] },
      secrets,
    };
    const attributes: Record<string, string> = {};

    await module.exports.onExecutePostLogin?.(event, {
      access: { deny: () => {} },
      samlResponse: { setAttribute: (name: string, value: string) => Object.assign(attributes, { [name]: value }) },
    });

    const decision = decide(event);
    expect(decision.kind === 'assert' && decision.attributes).toEqual(attributes);
    expect(Object.keys(attributes)).toHaveLength(3);
  });

  test('names the missing credentials', async () => {
    await expect(run('auth0-apply', tenant, {})).rejects.toThrow(/got no AUTH0_CLIENT_ID, no AUTH0_CLIENT_SECRET;/);
  });

  test("quotes Auth0's error, with the next step", async () => {
    jest.spyOn(globalThis, 'fetch').mockImplementation(new FakeAuth0().fetch);

    await expect(run('auth0-apply', tenant, { ...env, AUTH0_CLIENT_SECRET: 'guess' })).rejects.toThrow(
      /Auth0 refused POST \/oauth\/token; got 401: Unauthorized; check AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET/,
    );
  });

  test.each([
    [{ ...tenant, domain: 'https://acme' }, /domain is not valid; got "https:\/\/acme"; allowed: a domain such as acme\.eu\.auth0\.com/],
    [{ ...tenant, account: '42' }, /account is not valid; got "42"; allowed: twelve digits/],
    [{ ...tenant, dryrun: 'true' }, /unknown key dryrun; .*did you mean 'dryRun'\?/],
  ])('%j is refused', async (params, message) => {
    await expect(run('auth0-apply', params)).rejects.toThrow(message);
  });
});

test('auth0-remove removes everything that auth0-apply created', async () => {
  const fake = new FakeAuth0();
  jest.spyOn(globalThis, 'fetch').mockImplementation(fake.fetch);
  await run('auth0-apply', tenant);

  const { removed } = await run('auth0-remove', { domain: tenant.domain });

  expect(removed).toMatch(/^Action 'Sign in to Amazon QuickSight', application Amazon QuickSight, role/);
  await expect(run('auth0-remove', { domain: tenant.domain })).resolves.toEqual({ removed: 'nothing: not found' });
});

describe('metadata', () => {
  test('is downloaded, checked and saved', async () => {
    const identity = await makeIdentity('acme.eu.auth0.com', 'abc');
    const asked: string[] = [];
    jest.spyOn(globalThis, 'fetch').mockImplementation(async (url) => {
      asked.push(String(url));
      return new Response(metadataFor(identity));
    });
    const file = join(folder, 'deep', 'metadata.xml');

    const facts = await run('metadata', { domain: 'acme.eu.auth0.com', client: 'abc', file });

    expect(asked).toEqual(['https://acme.eu.auth0.com/samlp/metadata/abc']);
    expect(facts).toMatchObject({ file, signInUrl: 'https://acme.eu.auth0.com/samlp/abc', expires: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
    expect(readFileSync(file, 'utf8')).toBe(metadataFor(identity));
    await expect(run('inspect-metadata', { file })).resolves.toMatchObject({ entity: 'urn:acme.eu.auth0.com', certificates: 1 });
  });

  test.each([
    [
      'an answer that is an error',
      async () => new Response('', { status: 404, statusText: 'Not Found' }),
      /got .*\/samlp\/metadata\/abc: 404 Not Found/,
    ],
    ['no answer', async () => Promise.reject(new TypeError('fetch failed')), /got .*: fetch failed; check domain and client/],
    ['something else', async () => new Response('<html/>'), /the file does not hold the metadata of an identity provider/],
  ])('reports %s', async (_, answer, message) => {
    jest.spyOn(globalThis, 'fetch').mockImplementation(answer);

    await expect(run('metadata', { domain: 'acme.eu.auth0.com', client: 'abc', file: join(folder, 'none.xml') })).rejects.toThrow(message);
  });
});

describe('acceptance 12: inspect', () => {
  const at = new Date('2026-11-20T08:00:00Z');
  const iam = 'arn:aws:iam::111122223333';

  async function saved(changes: { recipient?: string; role?: string; drop?: boolean } = {}): Promise<string> {
    const { recipient = SIGN_IN, role = `${iam}:role/QuickSight-Reader-Role,${iam}:saml-provider/Auth0`, drop = false } = changes;
    const attributes = {
      ...(drop ? {} : { 'https://aws.amazon.com/SAML/Attributes/Role': role }),
      'https://aws.amazon.com/SAML/Attributes/RoleSessionName': 'alice@example.com',
    };
    const identity = await makeIdentity('tenant.example', 'client');
    const response = await signedResponse(identity, { nameId: 'alice', recipient, audience: 'urn:amazon:webservices', attributes, issuedAt: at });
    const file = join(folder, 'response.txt');
    writeFileSync(file, Buffer.from(response).toString('base64'));
    return file;
  }
  const inspect = (file: string) => run('inspect', { file, account: '111122223333', now: at.toISOString() });

  test('acceptance 12: prints role, session, recipient and audience, and no signature', async () => {
    const facts = await inspect(await saved());

    expect(facts).toMatchObject({
      recipient: SIGN_IN,
      audience: 'urn:amazon:webservices',
      role: `${iam}:role/QuickSight-Reader-Role,${iam}:saml-provider/Auth0`,
      session: 'alice@example.com',
      objections: 'none',
    });
    expect(JSON.stringify(facts)).not.toMatch(/Signature|MII/);
  });

  test.each([
    [
      'a wrong account',
      { role: 'arn:aws:iam::999988887777:role/QuickSight-Reader-Role,arn:aws:iam::999988887777:saml-provider/Auth0' },
      /QuickSight-Reader-Role is in account 999988887777, not 111122223333/,
    ],
    ['no role', { drop: true }, /there is no role/],
    ['a wrong recipient', { recipient: 'https://example.com/saml' }, /the recipient is https:\/\/example\.com\/saml/],
  ])('acceptance 12: flags %s', async (_, changes, message) => {
    const file = await saved(changes);

    await expect(inspect(file)).rejects.toThrow(message);
  });

  test('refuses a value that is neither a SAML response nor a file', async () => {
    const file = join(folder, 'hello.txt');
    writeFileSync(file, 'hello');

    await expect(inspect(file)).rejects.toThrow(/the file does not hold a SAML response; got .*hello\.txt: it is neither XML/);
    await expect(inspect(join(folder, 'nothing.txt'))).rejects.toThrow(/the file cannot be read; got .*nothing\.txt: ENOENT/);
  });
});

describe('queries', () => {
  const published = {
    ...namedValues(contract),
    adminRole: 'QuickSight-Admin-Role',
    authorRole: 'QuickSight-Author-Role',
    readerRole: 'QuickSight-Reader-Role',
  };
  const context = (quicksight: Partial<Aws['quicksight']>) => ({
    config: {} as never,
    stage: 'dev',
    contract: published,
    aws: { quicksight } as Aws,
    task: recordingTask(),
  });
  const user = (name: string, role: string): QuickSightUser => ({ name, email: 'a@b.c', role, active: true });

  test('acceptance 14: lists users of the three roles, with role and session, and whether their QuickSight role matches', async () => {
    const asked: string[] = [];
    const users = async (namespace: string) => {
      asked.push(namespace);
      return [
        user('QuickSight-Admin-Role/admin@example.com', 'ADMIN'),
        user('QuickSight-Author-Role/a/b@example.com', 'AUTHOR'),
        user('QuickSight-Reader-Role/reader@example.com', 'AUTHOR'),
        user('other-user', 'ADMIN'),
      ];
    };

    const { rows } = await queries.users.run({ ...context({ users }), params: parsedParams(queries.users, {}) });

    expect(asked).toEqual(['default']);
    expect(rows).toEqual([
      ['QuickSight-Admin-Role', 'admin@example.com', 'a@b.c', 'ADMIN', true, 'yes'],
      ['QuickSight-Author-Role', 'a/b@example.com', 'a@b.c', 'AUTHOR', true, 'yes'],
      ['QuickSight-Reader-Role', 'reader@example.com', 'a@b.c', 'AUTHOR', true, 'no: READER expected'],
    ]);
  });

  test.each<[string, Subscription | undefined, RegExp]>([
    ['one that fits', { name: 'acme', edition: 'ENTERPRISE', authentication: 'IAM_ONLY', status: 'ACCOUNT_CREATED' }, /^yes$/],
    ['the wrong edition', { name: 'acme', edition: 'STANDARD', authentication: 'IAM_ONLY', status: 'ACCOUNT_CREATED' }, /^no: ENTERPRISE/],
    [
      'the wrong authentication',
      { name: 'acme', edition: 'ENTERPRISE', authentication: 'IAM_IDENTITY_CENTER', status: 'X' },
      /^no: ENTERPRISE with IAM_ONLY/,
    ],
    ['none', undefined, /^none: sign up/],
  ])('subscription: %s', async (_, subscription, told) => {
    const { rows } = await queries.subscription.run({ ...context({ subscription: async () => subscription }), params: {} });

    expect(String(rows[0]?.at(-1))).toMatch(told);
  });
});
