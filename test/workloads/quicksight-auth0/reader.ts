import type { Statement } from '../../../workloads/quicksight-auth0/local/identity-provider';
import { ATTRIBUTES } from '../../../workloads/quicksight-auth0/sign-in';
import { SIGN_IN } from '../../../workloads/quicksight-auth0/tenant/tenant';

/** A sign-in of a reader: role and provider, time, and the provider's attributes. */
export const role = 'arn:aws:iam::111122223333:role/QuickSight-Reader-Role';
export const provider = 'arn:aws:iam::111122223333:saml-provider/Auth0';
export const now = new Date('2026-11-20T08:00:00Z');
export const statement: Statement = {
  nameId: 'alice@example.com',
  recipient: SIGN_IN,
  audience: 'urn:amazon:webservices',
  attributes: { [ATTRIBUTES.role]: `${role},${provider}`, [ATTRIBUTES.sessionName]: 'alice@example.com' },
  issuedAt: now,
};
