import { signInWith } from '../../../../workloads/quicksight-auth0/local/aws-sign-in';
import { type Identity, makeIdentity, type Statement, signedResponse } from '../../../../workloads/quicksight-auth0/local/identity-provider';
import { type Persona, personas, QUICKSIGHT_ROLES, SELF_REGISTRATION } from '../../../../workloads/quicksight-auth0/personas';
import { onExecutePostLogin } from '../../../../workloads/quicksight-auth0/post-login';
import { ATTRIBUTES } from '../../../../workloads/quicksight-auth0/sign-in';
import { SIGN_IN, tenantOf } from '../../../../workloads/quicksight-auth0/tenant/tenant';
import { fixedNameIn } from '../../names';
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

/** What people sign in to. */
export interface Side {
  readonly workspace: string;
  /** Stage of the run, which names of other stages than `dev` end with. */
  readonly stage: string;
  readonly config: Config;
  readonly iam: SynthesizedIam;
  /** Time of the sign-in. */
  readonly at: Date;
}

/** Lets a person sign in: through the Action, a signed response, and the trust policy of the role. */
export async function attempt(person: Person, { workspace, stage, config, iam, at }: Side): Promise<Attempt> {
  const fixedName = (name: string) => fixedNameIn(stage, name);
  const attributes: Record<string, string> = {};
  let denied: string | undefined;
  const { settings } = tenantOf({
    account: ACCOUNT,
    provider: fixedName(config.providerName),
    fixedName,
    emailSync: config.emailSync,
    sessionSeconds: config.sessionHours * 3_600,
    code: '',
  });
  await onExecutePostLogin(
    {
      client: { client_id: person.client ?? CLIENT },
      user: person.user,
      authorization: person.roles && { roles: person.roles.map(fixedName) },
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

/** ARN of the role by which a persona registers. @throws Error where no role permits that */
function roleArn(persona: Persona, { actions }: SynthesizedIam): string {
  const [arn] = Object.entries(actions).find(([, allowed]) => allowed.includes(SELF_REGISTRATION[persona])) ?? [];
  if (arn === undefined) throw new Error(`no role permits ${SELF_REGISTRATION[persona]}`);
  return arn;
}

/** Responses that AWS must refuse, by what is wrong with them, and one that it must not. */
export async function responses(identity: Identity, iam: SynthesizedIam, at: Date): Promise<Readonly<Record<string, string>>> {
  const [reader, admin] = [roleArn('reader', iam), roleArn('admin', iam)];
  const [provider] = Object.keys(iam.providers);
  const attributes = {
    [ATTRIBUTES.role]: `${reader},${provider}`,
    [ATTRIBUTES.sessionName]: 'reader@example.com',
  };
  const statement: Statement = { nameId: 'reader@example.com', recipient: SIGN_IN, audience: 'urn:amazon:webservices', attributes, issuedAt: at };
  const respond = (changes: Partial<Statement>) => signedResponse(identity, { ...statement, ...changes });
  const good = await respond({});
  const impostor = await makeIdentity('tenant.example', CLIENT);
  return {
    'as it should be': good,
    'for another recipient than AWS': await respond({ recipient: 'https://example.com/saml' }),
    'ten minutes old': await respond({ issuedAt: new Date(at.getTime() - 600_000) }),
    'role changed after it was signed': good.replaceAll(reader, admin),
    'signed by an impostor': await signedResponse(impostor, statement),
    'not signed': good.replace(/<Signature.*<\/Signature>/s, ''),
    'a role that is not there': await respond({
      attributes: { ...attributes, [ATTRIBUTES.role]: attributes[ATTRIBUTES.role]!.replace('Reader', 'Owner') },
    }),
    'a tag that no role takes': await respond({ attributes: { ...attributes, [ATTRIBUTES.email]: 'admin@example.com' } }),
  };
}
