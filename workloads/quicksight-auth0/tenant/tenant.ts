import { personas, ROLES } from '../personas';
import type { SecretName } from '../sign-in';

/** SAML assertion consumer URL of AWS. */
export const SIGN_IN = 'https://signin.aws.amazon.com/saml';
/** Default user database of a tenant. */
const CONNECTION = 'Username-Password-Authentication';
const ACTION = 'Sign in to Amazon QuickSight';

export interface TenantOptions {
  /** AWS account with the roles. */
  readonly account: string;
  /** Name of the SAML provider in IAM. */
  readonly provider: string;
  /** Derives the names of a second copy in the same tenant. @default - names stay unchanged */
  readonly fixedName?: (name: string) => string;
  /** Whether e-mail addresses are synced to QuickSight. */
  readonly emailSync: boolean;
  /** Length of a session in seconds, 900 to 43200. */
  readonly sessionSeconds: number;
  /** Bundle of the Action. */
  readonly code: string;
}

/** Desired state of the Auth0 tenant, in terms of its Management API. Contains no secrets; passwords stay with Auth0. */
export interface Tenant {
  readonly application: {
    readonly name: string;
    readonly description: string;
    readonly app_type: 'regular_web';
    readonly callbacks: readonly string[];
    readonly addons: { readonly samlp: { readonly audience: string } };
  };
  /** The only connection of the application. */
  readonly connection: string;
  readonly roles: readonly { readonly name: string; readonly description: string }[];
  readonly action: {
    readonly name: string;
    readonly runtime: 'node22';
    readonly supported_triggers: readonly [{ readonly id: 'post-login'; readonly version: 'v3' }];
    readonly code: string;
  };
  /** Configuration of the Action, without the application's id, which Auth0 assigns. */
  readonly settings: Readonly<Record<Exclude<SecretName, 'QUICKSIGHT_CLIENT_ID'>, string>>;
}

export function tenantOf({ account, provider, fixedName = (name) => name, emailSync, sessionSeconds, code }: TenantOptions): Tenant {
  const roles = personas.map((persona) => fixedName(ROLES[persona]));
  return {
    application: {
      name: fixedName('Amazon QuickSight'),
      description: 'Sign-in to QuickSight by SAML',
      app_type: 'regular_web',
      callbacks: [SIGN_IN],
      addons: { samlp: { audience: 'urn:amazon:webservices' } },
    },
    connection: CONNECTION,
    roles: personas.map((persona) => ({ name: fixedName(ROLES[persona]), description: `Signs in to QuickSight as ${persona}` })),
    action: { name: fixedName(ACTION), runtime: 'node22', supported_triggers: [{ id: 'post-login', version: 'v3' }], code },
    settings: {
      AWS_ACCOUNT_ID: account,
      SAML_PROVIDER: provider,
      ROLES: roles.join(','),
      SESSION_SECONDS: String(sessionSeconds),
      EMAIL_SYNC: String(emailSync),
    },
  };
}
