import type { Reached } from '../actions/places';
import type { Aws } from '../aws/aws';
import type { LoadedScenario } from '../scenarios/load';
import type { Place } from '../scenarios/places';
import type { PlaceFlags, TargetFlags } from './flags';
import type { Ui } from './ui';

/** Signs in and prints account and region first. @throws ConfigError when endpoint and credentials disagree */
export async function connected(ui: Ui, flags: TargetFlags): Promise<Aws> {
  const [{ reach, targetText }, { connect }] = await Promise.all([import('../deployment/target'), import('../aws/connect')]);
  return ui.during('signing in', async (task) => {
    const aws = await reach(flags, process.env, connect);
    task.progress(targetText(aws.target));
    return aws;
  });
}

/**
 * Connects to the places that a part needs, and no others.
 *
 * @throws ConfigError for an unknown context, for missing or unused credentials, or when endpoint and credentials disagree
 */
export async function reached(ui: Ui, loaded: LoadedScenario, needs: readonly Place[], flags: PlaceFlags): Promise<Reached> {
  const { cluster: context, credentials = {}, ...target } = flags;
  const { furtherTargets, requireUse } = await import('../actions/further-accounts');
  requireUse(needs, { cluster: context, credentials, ...target });
  const further = furtherTargets(loaded, needs, credentials);
  const aws = needs.includes('account') ? await connected(ui, target) : undefined;
  const accounts: Record<string, Aws> = {};
  for (const [name, options] of Object.entries(further)) {
    accounts[name] = await connected(ui, { ...options, region: target.region, allowEndpoint: target.allowEndpoint });
  }
  if (context === undefined || !needs.includes('cluster')) return { aws, accounts };
  const { reachContext } = await import('../deployment/cluster/reach');
  return { aws, accounts, cluster: await reachContext(context) };
}

/** Title of running work: what, and where. */
export function workTitle(what: string, { aws, accounts = {}, cluster }: Reached): string {
  const places = [
    ...(aws ? [`account ${aws.target.account}, region ${aws.target.region}`] : []),
    ...Object.entries(accounts).map(([name, { target }]) => `${name} account ${target.account}`),
    ...(cluster ? [`cluster ${cluster.name}`] : []),
  ];
  return places.length === 0 ? what : `${what} (${places.join('; ')})`;
}
