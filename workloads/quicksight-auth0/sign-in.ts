import { sessionName } from './session-name';

/** Fields of Auth0's post-login event that are used here. */
export interface LoginEvent {
  readonly client: { readonly client_id: string };
  readonly user: { readonly email?: string; readonly email_verified?: boolean; readonly user_id: string };
  /** Absent when the user has no roles. */
  readonly authorization?: { readonly roles?: readonly string[] };
  /** Secrets of the Action. */
  readonly secrets: Readonly<Record<string, string | undefined>>;
}

/** Decision of the Action. */
export type Decision =
  /** The sign-in is for another application. */
  | { readonly kind: 'pass' }
  | { readonly kind: 'deny'; readonly reason: string }
  | { readonly kind: 'assert'; readonly attributes: Readonly<Record<string, string>> };

/** Attribute names that AWS reads. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html */
export const ATTRIBUTES = {
  role: 'https://aws.amazon.com/SAML/Attributes/Role',
  sessionName: 'https://aws.amazon.com/SAML/Attributes/RoleSessionName',
  sessionDuration: 'https://aws.amazon.com/SAML/Attributes/SessionDuration',
  email: 'https://aws.amazon.com/SAML/Attributes/PrincipalTag:Email',
} as const;

/** Names of the secrets that configure the Action. */
export const SECRETS = ['QUICKSIGHT_CLIENT_ID', 'AWS_ACCOUNT_ID', 'SAML_PROVIDER', 'ROLES', 'SESSION_SECONDS', 'EMAIL_SYNC'] as const;
export type SecretName = (typeof SECRETS)[number];

/** Decides who signs in to QuickSight and with which role: with exactly one of the allowed roles, or not at all. */
export function decide({ client, user, authorization, secrets }: LoginEvent): Decision {
  const { QUICKSIGHT_CLIENT_ID, AWS_ACCOUNT_ID = '', SAML_PROVIDER, ROLES = '', SESSION_SECONDS, EMAIL_SYNC } = secrets;
  if (client.client_id !== QUICKSIGHT_CLIENT_ID) return { kind: 'pass' };
  if (!/^\d{12}$/.test(AWS_ACCOUNT_ID) || !SAML_PROVIDER || !ROLES) {
    return deny('QuickSight sign-in is not configured: AWS_ACCOUNT_ID, SAML_PROVIDER and ROLES are needed');
  }
  const allowed = ROLES.split(',');
  const held = (authorization?.roles ?? []).filter((role) => allowed.includes(role));
  const [role, ...others] = held;
  if (role === undefined) return deny(`You have none of the roles for QuickSight (${allowed.join(', ')}); ask your administrator for one`);
  if (others.length > 0) return deny(`You have ${held.length} roles for QuickSight (${held.join(', ')}); ask your administrator to leave you one`);
  const { email } = user;
  // An unverified address could belong to another person, and with it that person's QuickSight user.
  if (email !== undefined && user.email_verified !== true) return deny('Confirm your e-mail address first: it becomes your name in QuickSight');
  if (EMAIL_SYNC === 'true' && email === undefined) return deny('You have no e-mail address, which QuickSight takes from here');

  const iam = `arn:aws:iam::${AWS_ACCOUNT_ID}`;
  return {
    kind: 'assert',
    attributes: {
      [ATTRIBUTES.role]: `${iam}:role/${role},${iam}:saml-provider/${SAML_PROVIDER}`,
      [ATTRIBUTES.sessionName]: sessionName(email ?? user.user_id),
      ...(SESSION_SECONDS ? { [ATTRIBUTES.sessionDuration]: SESSION_SECONDS } : {}),
      ...(EMAIL_SYNC === 'true' && email !== undefined ? { [ATTRIBUTES.email]: email } : {}),
    },
  };
}

function deny(reason: string): Decision {
  return { kind: 'deny', reason };
}
