import { Command } from 'commander';
import type { DestroyPlan, DestroyResult } from '../actions/destroy';
import { type ClusterFlags, type ConfigurationFlags, type TargetFlags, withCluster, withConfiguration, withTarget, withTimeout } from './flags';
import type { Ui } from './ui';

interface Flags extends ConfigurationFlags, TargetFlags, ClusterFlags {
  readonly timeout?: number;
  readonly yes?: boolean;
  readonly plan?: boolean;
  readonly unprotect?: boolean;
}

type TableText = typeof import('./table').tableText;

/** `stagecraft destroy <scenario>` */
export function destroyCommand(ui: Ui): Command {
  const command = new Command('destroy')
    .summary('delete everything that belongs to a scenario')
    .description(
      'Shows what belongs to a scenario in the account and asks. Then it stops what runs, removes orphaned resources (services created them, and no stack deletes them), deletes the stacks, ' +
        'and looks again: it ends with the proof that nothing is left, or with a table of what is left and why, and exit code 1. ' +
        'It can be interrupted and repeated, and works for half a deployment too. ' +
        'With --cluster it does the same in that Kubernetes cluster, which remembers what was installed.',
    )
    .argument('<scenario>', 'scenario, as `list` prints it');
  return withTimeout(withCluster(withTarget(withConfiguration(command))))
    .option('--plan', 'show what would be removed and change nothing')
    .option('--yes', 'do not ask for confirmation')
    .option('--unprotect', 'also disable termination protection, and delete what was protected')
    .addHelpText('after', '\nExample:\n  stagecraft destroy glue-athena-data-lake --plan\n  stagecraft destroy glue-athena-data-lake')
    .action(async (scenario: string, { yes = false, plan: planOnly = false, cluster, timeout, ...flags }: Flags) => {
      if (cluster !== undefined) {
        const { destroyInCluster } = await import('./cluster');
        return destroyInCluster(ui, scenario, { yes, plan: planOnly, cluster, timeout, ...flags });
      }
      const [{ prepareDestruction, refuseDestruction }, { surroundings }, { targetText }, { tableText }, { JobError }] = await Promise.all([
        import('../actions/destroy'),
        import('../deployment/surroundings'),
        import('../deployment/target'),
        import('./table'),
        import('../errors'),
      ]);
      const around = await surroundings();
      const prepared = await ui.during(`listing the resources of ${scenario}`, (task) => prepareDestruction({ scenario, ...flags }, around, task));
      const { plan } = prepared;
      if (planOnly) return ui.result(plan, (value) => planText(value, targetText(value.target), tableText));
      refuseDestruction(plan, flags);

      if (plan.anything) await ui.confirm(`${planText(plan, targetText(plan.target), tableText)}\n\nAll of this will be deleted.`, { yes });
      const result = await ui.during(`destroying ${scenario}`, (task) => prepared.destroy(task));
      ui.result({ anything: plan.anything, remains: plan.remains, ...result }, (value) => resultText(value, tableText));
      if (result.left.length === 0) return;
      throw new JobError({
        problem: `${result.left.length} ${result.left.length === 1 ? 'thing is' : 'things are'} left of ${scenario}`,
        got: result.left.map(({ what }) => what).join(', '),
        fix: 'fix the cause and repeat stagecraft destroy, or delete them in the console',
      });
    });
}

function planText(
  { scenario, stage, anything, stacks, leftovers, foreign, remains, protected: found, dependants, refused }: DestroyPlan,
  where: string,
  tableText: TableText,
): string {
  const ofStacks = stacks.flatMap(({ name, status, resources }) => [
    `\nstack ${name}, ${status}, ${resources.length === 0 ? 'owns nothing' : `${resources.length} resources`}`,
    ...(resources.length === 0 ? [] : [tableText({ columns: ['type', 'name'], rows: resources.map(({ type, id }) => [type, id]) })]),
  ]);
  const beside = leftovers.map(({ what, count }) => [count, what]);
  return [
    `${scenario}, stage ${stage}`,
    where,
    ...(anything ? [] : ['nothing to destroy']),
    ...ofStacks,
    ...(beside.length === 0 ? [] : ['\norphaned resources, created by services', tableText({ columns: ['count', 'what'], rows: beside })]),
    ...dependants.map((id) => `\n${id} builds upon it and is deployed: destroy ${id} first`),
    ...found.map((what) => `\nprotected from termination: ${what}`),
    ...foreign.map((name) => `\nstack ${name} has no tag of this scenario and stays`),
    ...refused.map(({ what, why }) => `\nnot looked at: ${what} (${why})`),
    ...remains.map((what) => `\nstays: ${what}`),
  ].join('\n');
}

type Shown = DestroyResult & Pick<DestroyPlan, 'anything' | 'remains'>;

function resultText(
  { scenario, account, region, anything, remains, stopped, swept, deleted, left, gone, notes, seconds }: Shown,
  tableText: TableText,
): string {
  const done = [
    ...stopped.map((what) => `stopped ${what}`),
    ...swept.map(({ what, removed }) => `removed ${removed} from ${what}`),
    ...deleted.map((stack) => `deleted stack ${stack}`),
    ...notes.map((note) => `note: ${note}`),
    ...remains.map((what) => `stays: ${what}`),
  ];
  if (left.length > 0) return [...done, tableText({ columns: ['left', 'why'], rows: left.map(({ what, why }) => [what, why]) })].join('\n');
  const where = `account ${account}, ${region}`;
  const looked = gone === 0 ? '' : `, ${gone} resources looked up and gone`;
  return [
    ...done,
    anything ? `nothing left of ${scenario} in ${where}${looked} (${seconds} s)` : `nothing to destroy: ${scenario} is not in ${where}`,
  ].join('\n');
}
