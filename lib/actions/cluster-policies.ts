import type { Refusal } from 'stagecraft-constructs/errors';
import type { ClusterAccess } from '../access';
import type { Facts } from '../contract/values';
import { JobError } from '../errors';
import type { LoadedScenario } from '../scenarios/load';

/** The step of a rehearsal that judges the calls between pods by the policies of each installation. @throws JobError for a call that is denied */
export async function judgePods(loaded: LoadedScenario): Promise<Facts> {
  const { clusterAccessOf } = await import('../access');
  const clusters = await clusterAccessOf(loaded);
  const refused = clusterFailureOf(clusters, loaded.scenario.id);
  if (refused) throw new JobError(refused);
  const sum = (count: (report: ClusterAccess['report']) => number) => clusters.reduce((total, { report }) => total + count(report), 0);
  return {
    installations: clusters.length,
    calls: sum(({ callers }) => callers.flatMap(({ calls }) => calls).length),
    othersDenied: sum(({ denied }) => denied),
  };
}

/** What to say about policies of a cluster that deny a call, or let others call; undefined when all is as it should be. */
export function clusterFailureOf(clusters: readonly ClusterAccess[], scenario: string): Refusal | undefined {
  const found = clusters.find(({ report }) => !report.isAllowed);
  if (!found) return undefined;
  const { name, report } = found;
  const fix = `stagecraft access ${scenario}`;
  for (const { from, to, call, decision } of report.callers.flatMap(({ calls }) => calls)) {
    if (decision.isAllowed) continue;
    const { nearest, reason } = decision;
    return {
      problem: `the policies of the cluster deny a call, ${name}: ${from} to ${to}`,
      got: `${call}: ${reason}`,
      allowed: nearest ? `nearest: ${nearest.policy} ${nearest.sid ?? ''}[${nearest.index}]` : undefined,
      fix,
    };
  }
  const [open] = report.open;
  if (open) return { problem: `the policies of the cluster allow what nothing calls, ${name}: ${open.from} to ${open.to}`, got: open.call, fix };
  return { problem: `the policies of the cluster cannot be evaluated, ${name}`, got: report.findings[0], fix };
}
