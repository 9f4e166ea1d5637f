import { sessionName } from '../../../workloads/quicksight-auth0/session-name';
import { ATTRIBUTES, decide, type LoginEvent } from '../../../workloads/quicksight-auth0/sign-in';
import { tenantOf } from '../../../workloads/quicksight-auth0/tenant/tenant';

const { settings } = tenantOf({ account: '111122223333', provider: 'Auth0', emailSync: false, sessionSeconds: 3_600, code: '' });
const signingIn = (changes: Partial<LoginEvent> = {}) =>
  decide({
    client: { client_id: 'quicksight' },
    user: { email: 'alice@example.com', email_verified: true, user_id: 'auth0|1' },
    authorization: { roles: ['QuickSight-Author-Role'] },
    secrets: { QUICKSIGHT_CLIENT_ID: 'quicksight', ...settings },
    ...changes,
  });

test('acceptance 6: changes nothing for another client id', () => {
  expect(signingIn({ client: { client_id: 'other' } })).toEqual({ kind: 'pass' });
});

test('acceptance 7: an author gets the ARNs of the configured account, and the e-mail address as session name', () => {
  expect(signingIn()).toEqual({
    kind: 'assert',
    attributes: {
      [ATTRIBUTES.role]: 'arn:aws:iam::111122223333:role/QuickSight-Author-Role,arn:aws:iam::111122223333:saml-provider/Auth0',
      [ATTRIBUTES.sessionName]: 'alice@example.com',
      [ATTRIBUTES.sessionDuration]: '3600',
    },
  });
});

test.each([
  ['no role', undefined, /none of the roles for QuickSight/],
  ['an unknown role', { roles: ['Root'] }, /none of the roles for QuickSight/],
  ['two allowed roles', { roles: ['QuickSight-Admin-Role', 'QuickSight-Author-Role'] }, /2 roles for QuickSight/],
])('acceptance 8: %s: denies access with a readable reason', (_, authorization, reason) => {
  expect(signingIn({ authorization })).toEqual({ kind: 'deny', reason: expect.stringMatching(reason) });
});

test('acceptance 9: session names differ for the same local part, and long ones are unique within 64 characters', () => {
  const long = (last: string) => `${'x'.repeat(87)}${last}@example.com`;

  expect(sessionName('alice@a.com')).not.toBe(sessionName('alice@b.com'));
  expect(long('1')).toHaveLength(100);
  expect(sessionName(long('1'))).toHaveLength(64);
  expect(sessionName(long('1'))).not.toBe(sessionName(long('2')));
});
