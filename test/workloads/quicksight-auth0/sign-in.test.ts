import { onExecutePostLogin } from '../../../workloads/quicksight-auth0/post-login';
import { sessionName } from '../../../workloads/quicksight-auth0/session-name';
import { ATTRIBUTES, decide, type LoginEvent } from '../../../workloads/quicksight-auth0/sign-in';

const secrets = {
  QUICKSIGHT_CLIENT_ID: 'quicksight',
  AWS_ACCOUNT_ID: '111122223333',
  SAML_PROVIDER: 'Auth0',
  ROLES: 'QuickSight-Admin-Role,QuickSight-Author-Role,QuickSight-Reader-Role',
};

const event = (changes: Partial<LoginEvent> = {}): LoginEvent => ({
  client: { client_id: 'quicksight' },
  user: { email: 'alice@example.com', email_verified: true, user_id: 'auth0|1' },
  authorization: { roles: ['QuickSight-Author-Role'] },
  secrets,
  ...changes,
});

/** Recorded calls of the Action to Auth0's API. */
async function calls(given: LoginEvent): Promise<string[]> {
  const made: string[] = [];
  await onExecutePostLogin(given, {
    access: { deny: (reason) => made.push(`deny ${reason}`) },
    samlResponse: { setAttribute: (name, value) => made.push(`${name} = ${value}`) },
  });
  return made;
}

test('ignores sign-ins to other applications, with or without roles', async () => {
  expect(await calls(event({ client: { client_id: 'other' } }))).toEqual([]);
  expect(await calls(event({ client: { client_id: 'other' }, authorization: undefined }))).toEqual([]);
});

test('gives an author the ARNs of role and provider, and the address as session name', async () => {
  expect(await calls(event())).toEqual([
    `${ATTRIBUTES.role} = arn:aws:iam::111122223333:role/QuickSight-Author-Role,arn:aws:iam::111122223333:saml-provider/Auth0`,
    `${ATTRIBUTES.sessionName} = alice@example.com`,
  ]);
});

test('ignores roles that are not for QuickSight', () => {
  expect(decide(event({ authorization: { roles: ['Billing', 'QuickSight-Reader-Role', 'Support'] } }))).toMatchObject({
    kind: 'assert',
    attributes: { [ATTRIBUTES.role]: expect.stringContaining(':role/QuickSight-Reader-Role,') },
  });
});

test.each([
  ['no roles at all', { authorization: undefined }, /none of the roles for QuickSight \(QuickSight-Admin-Role, /],
  ['an empty list', { authorization: { roles: [] } }, /none of the roles/],
  ['an unknown role', { authorization: { roles: ['Root'] } }, /none of the roles/],
  [
    'two roles',
    { authorization: { roles: ['QuickSight-Admin-Role', 'QuickSight-Reader-Role'] } },
    /2 roles for QuickSight \(QuickSight-Admin-Role, QuickSight-Reader-Role\)/,
  ],
  ['an address that is not confirmed', { user: { email: 'boss@example.com', email_verified: false, user_id: 'auth0|2' } }, /Confirm your e-mail/],
  ['an address that nobody says is confirmed', { user: { email: 'boss@example.com', user_id: 'samlp|2' } }, /Confirm your e-mail/],
  ['no account', { secrets: { ...secrets, AWS_ACCOUNT_ID: undefined } }, /not configured/],
  ['an invalid account', { secrets: { ...secrets, AWS_ACCOUNT_ID: '*' } }, /not configured/],
  ['no provider', { secrets: { ...secrets, SAML_PROVIDER: '' } }, /not configured/],
])('%s: denies access without attributes', async (_, changes, reason) => {
  const made = await calls(event(changes));

  expect(made).toHaveLength(1);
  expect(made[0]).toMatch(/^deny /);
  expect(made[0]).toMatch(reason);
});

test('e-mail syncing adds the address as session tag, and requires one', () => {
  const synced = { ...secrets, EMAIL_SYNC: 'true' };

  expect(decide(event({ secrets: synced }))).toMatchObject({ attributes: { [ATTRIBUTES.email]: 'alice@example.com' } });
  expect(decide(event({ secrets: synced, user: { user_id: 'auth0|3' } }))).toMatchObject({ kind: 'deny' });
  expect(decide(event({ secrets: { ...secrets, EMAIL_SYNC: 'false' } }))).not.toHaveProperty(['attributes', ATTRIBUTES.email]);
});

test('sets the session duration when configured', () => {
  expect(decide(event({ secrets: { ...secrets, SESSION_SECONDS: '3600' } }))).toMatchObject({ attributes: { [ATTRIBUTES.sessionDuration]: '3600' } });
  expect(decide(event())).not.toHaveProperty(['attributes', ATTRIBUTES.sessionDuration]);
});

test('names the session after the id when there is no address', () => {
  expect(decide(event({ user: { user_id: 'auth0|5f7c' } }))).toMatchObject({
    attributes: { [ATTRIBUTES.sessionName]: expect.stringMatching(/^auth0-5f7c-[0-9a-f]{10}$/) },
  });
});

describe('session names', () => {
  const long = (last: string) => `${'x'.repeat(90)}${last}@a.com`;

  test.each(['alice@a.com', 'a.b+c@d-e.org', '_=,@x.y'])('keeps %s unchanged', (address) => {
    expect(sessionName(address)).toBe(address);
  });

  test.each([long('1'), 'ümlaut@a.com', 'auth0|1', 'a', ''])('converts %s to a valid session name', (address) => {
    expect(sessionName(address)).toMatch(/^[\w+=,.@-]{2,64}$/);
  });

  test('different addresses have different names', () => {
    const addresses = ['alice@a.com', 'alice@b.com', long('1'), long('2'), 'ü@a.com', 'ö@a.com', '-@a.com'];

    expect(new Set(addresses.map(sessionName)).size).toBe(addresses.length);
  });

  test('the same address has the same name each time', () => {
    expect(sessionName(long('1'))).toBe(sessionName(long('1')));
  });
});
