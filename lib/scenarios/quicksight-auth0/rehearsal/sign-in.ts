import { signInWith } from '../../../../workloads/quicksight-auth0/local/aws-sign-in';
import { signedResponse } from '../../../../workloads/quicksight-auth0/local/identity-provider';
import { type Persona, personas, QUICKSIGHT_ROLES, ROLES, SELF_REGISTRATION } from '../../../../workloads/quicksight-auth0/personas';
import { onExecutePostLogin } from '../../../../workloads/quicksight-auth0/post-login';
import { SIGN_IN, tenantOf } from '../../../../workloads/quicksight-auth0/tenant/tenant';
import type { Config } from '../settings';
import { ACCOUNT, type SynthesizedIam } from './iam';
import { CLIENT, readIdentity } from './identity';
import type { Person } from './people';

/** Result of a sign-in attempt. */
export interface Attempt {
  /** Result of the Action. */
  readonly action: string;
  /** Response of AWS; empty if it was not called. */
  readonly aws: string;
  /** Registered QuickSight user; empty after a failed sign-in. */
  readonly user: string;
  readonly becomes: 'ADMIN' | 'AUTHOR' | 'READER' | 'nothing';
}

/** Signs a user in: through the Action, a signed response, and the trust policy of the role. */
export async function attempt(person: Person, workspace: string, iam: SynthesizedIam, config: Config, at: Date): Promise<Attempt> {
  const attributes: Record<string, string> = {};
  let denied: string | undefined;
  const { settings } = tenantOf({
    account: ACCOUNT,
    provider: config.providerName,
    emailSync: config.emailSync,
    sessionSeconds: config.sessionHours * 3_600,
    code: '',
  });
  await onExecutePostLogin(
    {
      client: { client_id: person.client ?? CLIENT },
      user: person.user,
      authorization: person.roles && { roles: person.roles },
      secrets: { QUICKSIGHT_CLIENT_ID: CLIENT, ...settings },
    },
    {
      access: {
        deny: (reason) => {
          denied = reason;
        },
      },
      samlResponse: {
        setAttribute: (name, value) => {
          attributes[name] = value;
        },
      },
    },
  );
  if (denied !== undefined) return { action: denied, aws: '', user: '', becomes: 'nothing' };
  if (Object.keys(attributes).length === 0) return { action: 'let pass', aws: '', user: '', becomes: 'nothing' };

  const { email = person.user.user_id } = person.user;
  const statement = { nameId: email, recipient: SIGN_IN, audience: 'urn:amazon:webservices', attributes, issuedAt: at };
  const response = await signedResponse(await readIdentity(workspace), statement);
  const result = await signInWith(response, iam, at);
  if (!result.granted) return { action: 'asserted', aws: result.reason, user: '', becomes: 'nothing' };
  return { action: 'asserted', aws: 'granted', user: result.user, becomes: becomes(result.role, iam) };
}

/** QuickSight role of a new user with this IAM role, by its one permission. */
function becomes(role: string, { actions }: SynthesizedIam): Attempt['becomes'] {
  const allowed = actions[role] ?? [];
  const persona = personas.find((each) => allowed.length === 1 && allowed[0] === SELF_REGISTRATION[each]);
  return persona === undefined ? 'nothing' : (QUICKSIGHT_ROLES[persona] as Exclude<Attempt['becomes'], 'nothing'>);
}

/** ARN of the role of a persona in the account of the rehearsal. */
export function roleArn(persona: Persona): string {
  return `arn:aws:iam::${ACCOUNT}:role/${ROLES[persona]}`;
}
