import type { TargetOptions } from '../deployment/target';
import { ConfigError } from '../errors';
import type { LoadedScenario } from '../scenarios/load';
import type { Place } from '../scenarios/places';

/** Flags for places. */
export interface GivenPlaces extends TargetOptions {
  /** Context of the kubeconfig. @default - none */
  readonly cluster?: string;
  /** Profile or role ARN by the name of a further account. */
  readonly credentials: Readonly<Record<string, string>>;
}

const ACCOUNT_FLAGS = { profile: '--profile', region: '--region', account: '--account', allowEndpoint: '--allow-endpoint' } as const;

/** @throws ConfigError for an account flag when only the cluster is needed */
export function requireUse(needs: readonly Place[], given: GivenPlaces): void {
  const usesAccount = needs.some((need) => need !== 'cluster');
  const flag = Object.entries(ACCOUNT_FLAGS).find(([name]) => given[name as keyof typeof ACCOUNT_FLAGS] !== undefined);
  if (given.cluster === undefined || usesAccount || flag === undefined) return;
  throw new ConfigError({
    problem: 'this needs the cluster only, and no AWS account',
    got: `${flag[1]} with --cluster`,
    fix: `omit ${flag[1]}`,
  });
}

/**
 * Credentials for each further account that a part needs: the profile or role that was named for it, checked against the account in the configuration.
 *
 * @throws ConfigError for missing credentials, or for credentials of an account that the scenario does not have
 */
export function furtherTargets(
  { scenario, config }: LoadedScenario,
  needs: readonly Place[],
  credentials: Readonly<Record<string, string>>,
): Readonly<Record<string, TargetOptions>> {
  const accounts = scenario.accounts ?? {};
  const unknown = Object.keys(credentials).find((name) => !Object.hasOwn(accounts, name));
  if (unknown !== undefined) {
    throw new ConfigError({
      problem: `${scenario.id} has no further account '${unknown}'`,
      got: `--credentials ${unknown}=${credentials[unknown]}`,
      allowed: Object.keys(accounts).join(', ') || 'no --credentials',
      fix: 'correct --credentials',
    });
  }
  const names = needs.flatMap((need) => (need.startsWith('account:') ? [need.slice('account:'.length)] : []));
  return Object.fromEntries(
    names.map((name) => {
      const given = credentials[name];
      if (given === undefined) throw missingCredentials(name, accounts[name]?.summary);
      const account = accounts[name]?.id(config);
      return [name, given.startsWith('arn:') ? { role: given, account } : { profile: given, account }];
    }),
  );
}

/** The error for missing credentials of a further account. */
export function missingCredentials(name: string, summary: string | undefined): ConfigError {
  return new ConfigError({
    problem: `this needs the account '${name}'${summary === undefined ? '' : ` (${summary})`}`,
    allowed: 'a credentials profile, or the ARN of a role',
    fix: `name it: --credentials ${name}=<profile or role ARN>`,
  });
}
