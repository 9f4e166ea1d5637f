import type { Site } from '../actions/deployed';
import type { Aws } from '../aws/aws';
import type { ClusterFlags, TargetFlags } from './flags';
import type { Ui } from './ui';

/** Signs in and says, before anything else happens, in which account and region. @throws ConfigError when endpoint and credentials disagree */
export async function connected(ui: Ui, flags: TargetFlags): Promise<Aws> {
  const [{ reach, targetText }, { connect }] = await Promise.all([import('../deployment/target'), import('../aws/connect')]);
  return ui.during('signing in', async (task) => {
    const aws = await reach(flags, process.env, connect);
    task.progress(targetText(aws.target));
    return aws;
  });
}

/** Reaches the cluster that `--cluster` names, or signs in to the account. @throws ConfigError for a context that there is not, or when endpoint and credentials disagree */
export async function reached(ui: Ui, { cluster, ...flags }: TargetFlags & ClusterFlags): Promise<Site> {
  if (cluster === undefined) return connected(ui, flags);
  const { reachContext } = await import('../deployment/cluster/reach');
  return reachContext(cluster);
}

/** What goes on, and where: the line that stays while work goes on. */
export function workTitle(what: string, site: Site): string {
  return 'target' in site ? `${what} (account ${site.target.account}, region ${site.target.region})` : `${what} (cluster ${site.name})`;
}
