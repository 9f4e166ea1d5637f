import type { Aws } from '../aws/aws';
import type { Task } from '../contract/task';
import { ConfigError, JobError } from '../errors';
import type { Cluster } from '../kubernetes/cluster';
import { type AccountPlace, decoded, missingEntries } from '../scenarios/contract-entry';
import type { LoadedScenario } from '../scenarios/load';
import { contractPath } from '../scenarios/names';
import type { AccountAccess, Place } from '../scenarios/places';
import { missingCredentials } from './further-accounts';

/** Accounts that a command has signed in to, and its cluster. */
export interface Reached {
  /** The account of the scenario. */
  readonly aws?: Aws;
  /** Further accounts by name. */
  readonly accounts?: Readonly<Record<string, Aws>>;
  /** Cluster of the given kubeconfig context. */
  readonly cluster?: Cluster;
}

/** Identifies the deployment of a result. */
export interface DeploymentId {
  readonly scenario: string;
  readonly stage: string;
  readonly account?: string;
  readonly region?: string;
  /** Kubeconfig context, from `--cluster`. */
  readonly cluster?: string;
}

/** Input of any part of any scenario. */
export interface AnyContext {
  readonly config: LoadedScenario['config'];
  readonly stage: string;
  readonly task: Task;
  readonly aws?: Aws;
  readonly contract?: Readonly<Record<string, unknown>>;
  readonly accounts?: Readonly<Record<string, AccountAccess<Readonly<Record<string, unknown>>>>>;
  readonly cluster?: Cluster;
}

/** A deployed scenario. */
export interface DeployedScenario extends AnyContext, AccountAccess<Readonly<Record<string, unknown>>> {
  readonly aws: Aws;
  readonly contract: Readonly<Record<string, unknown>>;
}

/** Places that a command connects to for a part: without `--cluster`, the account locates the cluster. */
export function placesToReach(needs: readonly Place[], cluster: string | undefined): readonly Place[] {
  return needs.includes('cluster') && cluster === undefined && !needs.includes('account') ? ['account', ...needs] : needs;
}

/** Identifies the deployment. */
export function deploymentId({ scenario, stage }: LoadedScenario, { aws, cluster }: Reached): DeploymentId {
  return {
    scenario: scenario.id,
    stage,
    ...(aws && { account: aws.target.account, region: aws.target.region }),
    ...(cluster && { cluster: cluster.name }),
  };
}

/**
 * Finds a scenario in its account by its published parameters.
 *
 * @throws JobError when parameters that this version needs are missing
 */
export async function findDeployed(loaded: LoadedScenario, aws: Aws, task: Task): Promise<DeployedScenario> {
  const contract = await contractIn('account', loaded, aws);
  return { config: loaded.config, stage: loaded.stage, contract, aws, task };
}

/**
 * Runs work with the places that a part needs. Without `--cluster`, a part that needs a cluster gets the published EKS cluster;
 * its credentials are deleted when the work ends, or when the returned port forward closes.
 *
 * @throws ConfigError for a missing place, JobError when the scenario is not deployed there
 */
export async function withPlaces<T>(
  loaded: LoadedScenario,
  needs: readonly Place[],
  reached: Reached,
  task: Task,
  work: (context: AnyContext) => Promise<T>,
): Promise<T> {
  const { config, stage } = loaded;
  const viaAccount = needs.includes('cluster') && reached.cluster === undefined;
  const account = needs.includes('account') || viaAccount ? await accountOf(loaded, 'account', reached.aws) : undefined;
  const names = needs.flatMap((need) => (need.startsWith('account:') ? [need.slice('account:'.length)] : []));
  const accounts = await Promise.all(
    names.map(async (name) => [name, await accountOf(loaded, `account:${name}`, reached.accounts?.[name])] as const),
  );
  const eks = viaAccount && account ? await reachEks(loaded, account) : undefined;
  const context: AnyContext = {
    config,
    stage,
    task,
    ...(needs.includes('account') && account),
    ...(needs.includes('cluster') && { cluster: reached.cluster ?? eks }),
    ...(names.length > 0 && { accounts: Object.fromEntries(accounts) }),
  };
  if (!eks) return work(context);
  let closed: Promise<unknown> | undefined;
  try {
    const result = await work(context);
    closed = stillOpen(result);
    return result;
  } finally {
    if (closed) void closed.finally(() => eks.close());
    else await eks.close();
  }
}

async function accountOf(
  loaded: LoadedScenario,
  place: AccountPlace,
  aws: Aws | undefined,
): Promise<AccountAccess<Readonly<Record<string, unknown>>>> {
  if (aws) return { aws, contract: await contractIn(place, loaded, aws) };
  const { id, accounts = {} } = loaded.scenario;
  const name = place.slice('account:'.length);
  if (name !== '') throw missingCredentials(name, accounts[name]?.summary);
  throw new ConfigError({ problem: `this part of ${id} needs the AWS account`, fix: 'sign in, or name a --profile' });
}

/** @throws JobError when parameters that this version needs are missing there */
async function contractIn(
  place: AccountPlace,
  { scenario, stage }: LoadedScenario,
  { ssm, target }: Aws,
): Promise<Readonly<Record<string, unknown>>> {
  const path = contractPath(scenario.id, stage);
  const published = await ssm.parametersBelow(path);
  const missing = missingEntries(scenario.contract, published, place);
  const deploy = `stagecraft deploy ${scenario.id}${stage === 'dev' ? '' : ` --stage ${stage}`}`;
  const { account, region } = target;
  if (Object.keys(published).length === 0 && Object.values(scenario.contract).some((entry) => entry.place === place)) {
    throw new JobError({
      problem: `${scenario.id} is not deployed in stage ${stage} of account ${account}, region ${region}`,
      got: `no parameters below ${path}`,
      fix: `${deploy}, or name another --stage, --region or --profile`,
    });
  }
  if (missing.length === 0) return decoded(scenario.contract, published, place);
  throw new JobError({
    problem: `${scenario.id} was deployed by another version, or only in part`,
    got: `below ${path} there is no ${missing.join(', no ')}`,
    fix: deploy,
  });
}

async function reachEks({ scenario }: LoadedScenario, { aws, contract }: AccountAccess<Readonly<Record<string, unknown>>>): Promise<Cluster> {
  const name = contract['clusterName'];
  if (typeof name !== 'string') {
    throw new ConfigError({ problem: `${scenario.id} publishes no clusterName`, fix: 'name a cluster of the kubeconfig with --cluster' });
  }
  const { eksCluster } = await import('../deployment/cluster/eks-cluster');
  return eksCluster(aws.eks, name);
}

/** Settles when the returned port forward closes; undefined when nothing stays open. */
function stillOpen(result: unknown): Promise<unknown> | undefined {
  return (result as { readonly closed?: Promise<unknown> } | null | undefined)?.closed;
}

/** @throws JobError when a scenario that this one builds upon is not deployed in the same stage */
export async function requireOthers({ entry, scenario, stage }: LoadedScenario, aws: Pick<Aws, 'ssm' | 'target'>): Promise<void> {
  for (const other of entry.requires ?? []) {
    const path = contractPath(other, stage);
    if (Object.keys(await aws.ssm.parametersBelow(path)).length > 0) continue;
    const { account, region } = aws.target;
    throw new JobError({
      problem: `${scenario.id} depends on ${other}, which is not deployed in stage ${stage} of account ${account}, region ${region}`,
      got: `no parameters below ${path}`,
      fix: `stagecraft deploy ${other}${stage === 'dev' ? '' : ` --stage ${stage}`}, then repeat the command`,
    });
  }
}
