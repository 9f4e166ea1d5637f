import { Command } from 'commander';
import type { OutputsResult } from '../actions/outputs';
import { connected, workTitle } from './connected';
import { type ConfigurationFlags, type TargetFlags, withConfiguration, withTarget } from './flags';
import type { Ui } from './ui';

interface Flags extends ConfigurationFlags, TargetFlags {
  readonly jdbc?: boolean;
}

/** `stagecraft outputs <scenario>` */
export function outputsCommand(ui: Ui): Command {
  const command = new Command('outputs')
    .summary('print the outputs of a deployed scenario')
    .description('Prints the resource names that the stacks of a deployed scenario publish for jobs and queries in SSM parameters.')
    .argument('<scenario>', 'scenario, as `list` prints it');
  return withTarget(withConfiguration(command))
    .option('--jdbc', 'print a JDBC URL for SQL clients instead, without a password')
    .addHelpText('after', '\nExample:\n  stagecraft outputs glue-athena-data-lake --jdbc')
    .action(async (scenario: string, { jdbc, ...flags }: Flags) => {
      const [{ readOutputs, requireJdbc }, { loadScenario }, { tableText }] = await Promise.all([
        import('../actions/outputs'),
        import('../scenarios/load'),
        import('./table'),
      ]);
      const loaded = await loadScenario({ scenario, ...flags });
      if (jdbc) requireJdbc(loaded);
      const aws = await connected(ui, flags);
      const result = await ui.during(workTitle(`${scenario}: outputs`, { aws }), (task) => readOutputs(loaded, aws, task));
      ui.result(result, (value) => (jdbc ? (value.jdbc ?? '') : text(value, tableText)));
    });
}

function text({ outputs }: OutputsResult, tableText: typeof import('./table').tableText): string {
  return tableText({
    columns: ['name', 'value', 'description'],
    rows: outputs.map(({ name, value, description }) => [name, typeof value === 'object' ? (value?.join(', ') ?? null) : value, description]),
  });
}
