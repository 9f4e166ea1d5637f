import type { Aws } from '../aws/aws';
import type { Connect, ConnectOptions } from '../aws/connect';
import { ConfigError } from '../errors';
import { type EndpointOptions, type Environment, foreignOverrides, requireAgreeingDestination, requireAgreeingEndpoint } from './endpoint';

/** Which account is meant, as a person said it. */
export interface TargetOptions extends ConnectOptions, EndpointOptions {
  /**
   * Account that is meant; any other is refused.
   *
   * @default - the one that the credentials belong to
   */
  readonly account?: string;
}

/**
 * Reaches the account that is meant, and no other.
 *
 * @throws ConfigError when endpoint and credentials disagree, when the credentials belong to another account, or when no region is known
 */
export async function reach(options: TargetOptions, env: Environment, connect: Connect): Promise<Aws> {
  requireAgreeingEndpoint(env, options);
  const aws = await connect({
    profile: options.profile,
    role: options.role,
    region: options.region,
    allowEndpoint: options.allowEndpoint,
    admit: (destination) => requireAgreeingDestination(destination, options),
  });
  const { account, region, principal } = aws.target;

  if (options.account !== undefined && options.account !== account) {
    throw new ConfigError({
      problem: 'these credentials belong to another account',
      got: `${account}, as ${principal}`,
      allowed: options.account,
      fix: 'sign in to the account that you mean, name its --profile, or correct --account',
    });
  }
  if (!region) {
    throw new ConfigError({ problem: 'no region is known', allowed: 'a region such as eu-central-1', fix: 'name --region, or set AWS_REGION' });
  }
  if (options.account === undefined && options.allowEndpoint === undefined) requireEmulatedAccount(env, aws.target);
  return aws;
}

/** A stand-in answers with an account of zeros, or with the twelve digits that were given as access key. A tunnel to AWS answers with a real one. */
function requireEmulatedAccount(env: Environment, { account, endpoint }: Aws['target']): void {
  const [override] = foreignOverrides(env);
  const source = override?.variable ?? endpoint;
  if (source === undefined || account === '000000000000' || account === env['AWS_ACCESS_KEY_ID']) return;
  throw new ConfigError({
    problem: `${source} answers with an account that is not a stand-in's`,
    got: account,
    allowed: '000000000000, or the twelve digits that AWS_ACCESS_KEY_ID holds',
    fix: `remove that endpoint, or say that this account is meant: --account ${account}`,
  });
}

/** One line that says where a command is about to act. */
export function targetText({ account, region, principal, endpoint }: Aws['target']): string {
  return `account ${account}, region ${region}, as ${principal}${endpoint === undefined ? '' : `, at ${endpoint} instead of AWS`}`;
}
