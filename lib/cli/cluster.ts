import type { ClusterDeployResult, ClusterDestroyPlan, ClusterDestroyResult, ClusterStatusResult } from '../actions/cluster';
import type { ClusterPlan } from '../deployment/cluster/plan';
import type { ConfigurationFlags } from './flags';
import type { Ui } from './ui';

interface Flags extends ConfigurationFlags {
  readonly cluster: string;
  readonly timeout?: number;
}

interface DeployFlags extends Flags {
  readonly yes: boolean;
}

interface DestroyFlags extends Flags {
  readonly yes: boolean;
  readonly plan: boolean;
}

type TableText = typeof import('./table').tableText;

/** `deploy --cluster` */
export async function deployToCluster(ui: Ui, scenario: string, { yes, ...flags }: DeployFlags): Promise<void> {
  const [{ prepareClusterDeployment }, { clusterSurroundings }, { cpuText, memoryText }] = await Promise.all([
    import('../actions/cluster'),
    import('../deployment/cluster/reach'),
    import('../kubernetes/demand'),
  ]);
  const around = await clusterSurroundings();
  const prepared = await ui.during(`inspecting cluster ${flags.cluster} for ${scenario}`, (task) =>
    prepareClusterDeployment({ scenario, ...flags }, around, task),
  );
  const { demand, room } = prepared.plan;
  const sums = [
    `needs ${cpuText(demand.cpu)}, ${memoryText(demand.memory)} memory, ${demand.pods} pods`,
    `free  ${cpuText(room.cpu)}, ${memoryText(room.memory)} memory, ${room.pods} pods on ${room.nodes} nodes`,
  ];
  await ui.confirm(question(prepared.plan, sums), { yes });
  const result = await ui.steps(`installing ${scenario} in cluster ${flags.cluster}`, (task) => prepared.deploy(task));
  ui.result(result, deployedText);
}

/** `destroy --cluster` */
export async function destroyInCluster(ui: Ui, scenario: string, { yes, plan: planOnly, ...flags }: DestroyFlags): Promise<void> {
  const [{ prepareClusterDestruction }, { clusterSurroundings }, { tableText }, { JobError }] = await Promise.all([
    import('../actions/cluster'),
    import('../deployment/cluster/reach'),
    import('./table'),
    import('../errors'),
  ]);
  const around = await clusterSurroundings();
  const prepared = await ui.during(`listing what ${scenario} has in cluster ${flags.cluster}`, (task) =>
    prepareClusterDestruction({ scenario, ...flags }, around, task),
  );
  const { plan } = prepared;
  if (planOnly) return ui.result(plan, (value) => planText(value, tableText));

  if (plan.anything) await ui.confirm(`${planText(plan, tableText)}\n\nAll of this will be deleted, including the data.`, { yes });
  const result = await ui.steps(`destroying ${scenario} in cluster ${flags.cluster}`, (task) => prepared.destroy(task));
  ui.result({ anything: plan.anything, ...result }, (value) => destroyedText(value, tableText));
  if (result.left.length === 0) return;
  throw new JobError({
    problem: `${result.left.length} ${result.left.length === 1 ? 'thing is' : 'things are'} left of ${scenario} in cluster ${flags.cluster}`,
    got: result.left.map(({ what }) => what).join(', '),
    fix: 'fix the cause and repeat stagecraft destroy',
  });
}

/** `status --cluster` */
export async function statusInCluster(ui: Ui, scenario: string, flags: Flags): Promise<void> {
  const [{ clusterStatus }, { unreadyText }, { tableText }] = await Promise.all([
    import('../actions/cluster'),
    import('../deployment/cluster/unready'),
    import('./table'),
  ]);
  const result = await ui.during(`checking ${scenario} in cluster ${flags.cluster}`, () => clusterStatus({ scenario, ...flags }));
  ui.result(result, (value) => [statusText(value, tableText), ...value.unready.map(unreadyText)].join('\n'));
}

function question({ scenario, stage, cluster, server, again, cutOff, steps, secrets, notes }: ClusterPlan, sums: readonly string[]): string {
  const width = Math.max(...steps.map(({ name }) => name.length));
  return [
    `${scenario}, stage ${stage}`,
    `cluster ${cluster}, Kubernetes ${server}`,
    ...sums,
    ...(again
      ? [cutOff === undefined ? 'already installed: changes will be applied' : `an earlier run was interrupted while ${cutOff}: it will be completed`]
      : []),
    ...steps.map(({ name, description, what }) => `  ${name.padEnd(width)}  ${what}: ${description}`),
    ...(secrets.length === 0 ? [] : [`Secrets to create, with random passwords: ${secrets.join(', ')}`]),
    ...notes.map((note) => `note: ${note}`),
  ].join('\n');
}

function deployedText({ scenario, stage, cluster, steps, tools, seconds }: ClusterDeployResult): string {
  const of = stage === 'dev' ? '' : ` --stage ${stage}`;
  return [
    `${scenario} is installed in cluster ${cluster} (${steps.length} steps, ${seconds} s)`,
    ...tools.map(({ name, description }) => `  stagecraft open ${scenario} ${name}${of} --cluster ${cluster}  ${description}`),
  ].join('\n');
}

function planText({ scenario, stage, cluster, anything, steps }: ClusterDestroyPlan, tableText: TableText): string {
  const table = tableText({ columns: ['step', 'what', 'description'], rows: steps.map(({ name, what, description }) => [name, what, description]) });
  return [`${scenario}, stage ${stage}`, `cluster ${cluster}`, anything ? table : 'nothing to destroy'].join('\n');
}

function destroyedText(
  { scenario, cluster, anything, removed, left, seconds }: ClusterDestroyResult & { readonly anything: boolean },
  tableText: TableText,
): string {
  const done = removed.map((step) => `removed ${step}`);
  if (left.length > 0) return [...done, tableText({ columns: ['left', 'why'], rows: left.map(({ what, why }) => [what, why]) })].join('\n');
  return [
    ...done,
    anything ? `nothing left of ${scenario} in cluster ${cluster} (${seconds} s)` : `nothing to destroy: ${scenario} is not in cluster ${cluster}`,
  ].join('\n');
}

function statusText({ scenario, stage, cluster, server, phase, version, other, steps }: ClusterStatusResult, tableText: TableText): string {
  const where = `cluster ${cluster}, Kubernetes ${server}`;
  if (phase === null) return `${scenario}, stage ${stage}, is not installed in ${where}${other === undefined ? '' : `, which holds ${other}`}`;
  const said = phase === 'installed' ? `installed by version ${version}` : `interrupted while ${phase}: repeat the command`;
  const rows = steps.map(({ name, state, detail, description }) => [name, state, detail, description]);
  return [`${scenario}, stage ${stage}, ${where}: ${said}`, tableText({ columns: ['step', 'state', 'detail', 'description'], rows })].join('\n');
}
