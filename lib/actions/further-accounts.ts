import type { TargetOptions } from '../deployment/target';
import { ConfigError } from '../errors';
import type { LoadedScenario } from '../scenarios/load';
import type { Place } from '../scenarios/places';

/** What a person said about places. */
export interface GivenPlaces extends TargetOptions {
  /** Context of the kubeconfig. @default - none */
  readonly cluster?: string;
  /** Profile or role ARN by the name of a further account. */
  readonly credentials: Readonly<Record<string, string>>;
}

const ACCOUNT_FLAGS = { profile: '--profile', region: '--region', account: '--account', allowEndpoint: '--allow-endpoint' } as const;

/** @throws ConfigError for a flag of the account when only the cluster is needed, so that nobody believes that an account was meant */
export function requireUse(needs: readonly Place[], given: GivenPlaces): void {
  const usesAccount = needs.some((need) => need !== 'cluster');
  const flag = Object.entries(ACCOUNT_FLAGS).find(([name]) => given[name as keyof typeof ACCOUNT_FLAGS] !== undefined);
  if (given.cluster === undefined || usesAccount || flag === undefined) return;
  throw new ConfigError({
    problem: 'this needs the cluster alone, and no AWS account',
    got: `${flag[1]} with --cluster`,
    fix: `leave ${flag[1]} out`,
  });
}

/**
 * How to reach each further account that a part needs: by the profile or role that was named for it, and no other account than the configuration names.
 *
 * @throws ConfigError when none was named, or when one was named for an account that the scenario does not have
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
      problem: `${scenario.id} has no account '${unknown}' beside its own`,
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

/** What to say when a part needs a further account for which no credentials were named. */
export function missingCredentials(name: string, summary: string | undefined): ConfigError {
  return new ConfigError({
    problem: `this needs the account '${name}'${summary === undefined ? '' : ` (${summary})`}`,
    allowed: 'a credentials profile, or the ARN of a role',
    fix: `name it: --credentials ${name}=<profile or role ARN>`,
  });
}
