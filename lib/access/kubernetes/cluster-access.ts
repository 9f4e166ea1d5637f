import type { AccessDecision, StatementSource } from '../../contract/access';
import { type Table, tableOf } from '../../contract/values';
import type { LoadedScenario } from '../../scenarios/load';
import { type ClusterAccessReport, judgeCluster } from './judge-cluster';

/** A cluster of a scenario, and what its policies allow. */
export interface ClusterAccess {
  /** How its installation differs from others of the scenario. */
  readonly name: string;
  readonly report: ClusterAccessReport;
}

/** Judges each installation of a scenario; none for a scenario without calls between pods. */
export async function clusterAccessOf({
  scenario,
  config,
  stage,
}: Pick<LoadedScenario, 'scenario' | 'config' | 'stage'>): Promise<readonly ClusterAccess[]> {
  const clusters = (await scenario.clusters?.({ config, stage })) ?? [];
  return clusters.map(({ name, objects, ...called }) => ({ name, report: judgeCluster(objects, called) }));
}

/** The report as rows: each call with the rules that allow it or the reason against it, then what is open, never used or not evaluated. */
export function clusterAccessTable({ callers, open, unused, findings }: ClusterAccessReport): Table {
  const rows = [
    ...callers.flatMap(({ calls }) =>
      calls.map(({ from, to, call, decision }) => ({ from, to, call, answer: answerOf(decision), by: byOf(decision) })),
    ),
    ...open.map(({ from, to, call, decision }) => ({ from, to, call, answer: 'open', by: byOf(decision) })),
    ...unused.map((source) => ({ from: '', to: '', call: '', answer: 'never used', by: sourceText(source) })),
    ...findings.map((finding) => ({ from: '', to: '', call: '', answer: 'unknown', by: finding })),
  ];
  return tableOf(rows);
}

/** A rule as a report shows it, such as `NetworkPolicy dev/mesh egress[0]`. */
function sourceText({ policy, index, sid }: StatementSource): string {
  return `${policy} ${sid ?? ''}[${index}]`;
}

function answerOf({ isAllowed }: AccessDecision): string {
  return isAllowed ? 'allowed' : 'denied';
}

function byOf(decision: AccessDecision): string {
  if (!decision.isAllowed) return `${decision.reason}${decision.nearest ? `; nearest: ${sourceText(decision.nearest)}` : ''}`;
  return decision.by.length === 0 ? 'no policy selects it' : decision.by.map(sourceText).join(', ');
}
