import type { Aws } from '../aws/aws';
import type { Task } from '../contract/task';
import { ConfigError, JobError } from '../errors';
import type { Cluster } from '../kubernetes/cluster';
import type { LoadedScenario } from '../scenarios/load';
import { contractPath } from '../scenarios/names';
import type { Clustered, Deployed } from '../scenarios/scenario';

/** What the parts of any scenario are given. */
export type DeployedScenario = Deployed<LoadedScenario['config'], string>;

/** What the parts of any scenario are given that need a cluster alone. */
export type ClusteredScenario = Clustered<LoadedScenario['config']>;

/** Where a command acts: in an account, or in a cluster of the kubeconfig. */
export type Site = Aws | Cluster;

/** Where a result comes from: an account and its region, or a cluster. */
export interface Place {
  readonly scenario: string;
  readonly stage: string;
  readonly account?: string;
  readonly region?: string;
  /** Context of the kubeconfig, after `--cluster`. */
  readonly cluster?: string;
}

/** A named part of a scenario: one that needs the account, or one that needs a cluster alone. */
export type Part<InAccount, InCluster> =
  | { readonly needs: 'account'; readonly part: InAccount }
  | { readonly needs: 'cluster'; readonly part: InCluster };

export function isCluster(site: Site): site is Cluster {
  return 'forward' in site;
}

/**
 * Finds a scenario in the account by what its stacks have published.
 *
 * @throws JobError when nothing, or not all that this version needs, is published
 */
export async function findDeployed({ scenario, stage, config }: LoadedScenario, aws: Aws, task: Task): Promise<DeployedScenario> {
  const path = contractPath(scenario.id, stage);
  const contract = await aws.ssm.parametersBelow(path);
  const needed = Object.keys(scenario.contract);
  const missing = needed.filter((name) => contract[name] === undefined);
  const deploy = `stagecraft deploy ${scenario.id}${stage === 'dev' ? '' : ` --stage ${stage}`}`;
  const { account, region } = aws.target;

  if (missing.length === needed.length) {
    throw new JobError({
      problem: `${scenario.id} is not deployed in stage ${stage} of account ${account}, region ${region}`,
      got: `no parameters below ${path}`,
      fix: `${deploy}, or name another --stage, --region or --profile`,
    });
  }
  if (missing.length > 0) {
    throw new JobError({
      problem: `${scenario.id} was deployed by another version, or only in part`,
      got: `below ${path} there is no ${missing.join(', no ')}`,
      fix: deploy,
    });
  }
  return { config, stage, contract, aws, task };
}

/** @throws JobError when a scenario that this one builds upon is not deployed in the same stage */
export async function requireOthers({ entry, scenario, stage }: LoadedScenario, aws: Pick<Aws, 'ssm' | 'target'>): Promise<void> {
  for (const other of entry.requires ?? []) {
    const path = contractPath(other, stage);
    if (Object.keys(await aws.ssm.parametersBelow(path)).length > 0) continue;
    const { account, region } = aws.target;
    throw new JobError({
      problem: `${scenario.id} builds upon ${other}, which is not deployed in stage ${stage} of account ${account}, region ${region}`,
      got: `no parameters below ${path}`,
      fix: `stagecraft deploy ${other}${stage === 'dev' ? '' : ` --stage ${stage}`}, then repeat the command`,
    });
  }
}

/** Where this is. */
export function placeOf({ scenario, stage }: LoadedScenario, site: Site): Place {
  const copy = { scenario: scenario.id, stage };
  return isCluster(site) ? { ...copy, cluster: site.name } : { ...copy, account: site.target.account, region: site.target.region };
}

/** How the work of a part is done, once what it needs is there. */
export interface PartWork<InAccount, InCluster, T> {
  inAccount(part: InAccount, deployed: DeployedScenario): Promise<T>;
  inCluster(part: InCluster, clustered: ClusteredScenario): Promise<T>;
}

/** Does the work of one part with what it needs. @throws ConfigError when it needs the account and there is only a cluster */
export async function withPart<InAccount, InCluster, T>(
  loaded: LoadedScenario,
  part: Part<InAccount, InCluster>,
  site: Site,
  task: Task,
  work: PartWork<InAccount, InCluster, T>,
): Promise<T> {
  const [done] = await withParts(loaded, [part], site, task, work);
  return done as T;
}

/**
 * Does the work of several parts at once. In an account, those that need a cluster get the EKS cluster that the scenario has published.
 *
 * @throws ConfigError when a part needs the account and there is only a cluster
 */
export async function withParts<InAccount, InCluster, T>(
  loaded: LoadedScenario,
  parts: readonly Part<InAccount, InCluster>[],
  site: Site,
  task: Task,
  { inAccount, inCluster }: PartWork<InAccount, InCluster, T>,
): Promise<readonly T[]> {
  const { config, stage, scenario } = loaded;
  if (isCluster(site)) {
    if (parts.some(({ needs }) => needs === 'account')) throw needsAccount(scenario.id, site);
    return Promise.all(parts.flatMap((each) => (each.needs === 'cluster' ? [inCluster(each.part, { config, stage, cluster: site, task })] : [])));
  }
  const deployed = await findDeployed(loaded, site, task);
  const { reachEks } = await import('../deployment/cluster/reach');
  const cluster = parts.some(({ needs }) => needs === 'cluster') ? await reachEks(loaded, deployed.contract, site) : undefined;
  try {
    return await Promise.all(
      parts.map((each) => {
        if (each.needs === 'account') return inAccount(each.part, deployed);
        if (cluster) return inCluster(each.part, { config, stage, cluster, task });
        throw new Error('a cluster was reached for no part');
      }),
    );
  } finally {
    await cluster?.close();
  }
}

/** What to say when a part needs the account and there is only a cluster. */
export function needsAccount(scenario: string, { name }: Cluster): ConfigError {
  return new ConfigError({
    problem: 'this needs the AWS account, not only a cluster',
    got: `--cluster ${name}`,
    fix: `leave --cluster out; what needs a cluster alone is listed by stagecraft explain ${scenario}`,
  });
}
