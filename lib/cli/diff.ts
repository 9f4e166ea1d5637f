import { Command } from 'commander';
import type { DiffResult } from '../actions/diff';
import { type ConfigurationFlags, type TargetFlags, withConfiguration, withTarget } from './flags';
import type { Ui } from './ui';

interface Flags extends ConfigurationFlags, TargetFlags {
  readonly fail?: boolean;
}

/** `stagecraft diff <scenario>` */
export function diffCommand(ui: Ui): Command {
  const command = new Command('diff')
    .summary('compare the deployed stacks with the templates')
    .description('Compares the templates of the deployed stacks with those of this version and configuration. Nothing is written to the account.')
    .argument('<scenario>', 'scenario, as `list` prints it');
  return withTarget(withConfiguration(command))
    .option('--fail', 'exit with code 1 when there are differences')
    .addHelpText('after', '\nExample:\n  stagecraft diff glue-athena-data-lake --set scanLimitMb=100')
    .action(async (scenario: string, { fail = false, ...flags }: Flags) => {
      const [{ diff }, { surroundings }, { JobError }] = await Promise.all([
        import('../actions/diff'),
        import('../deployment/surroundings'),
        import('../errors'),
      ]);
      const around = await surroundings();
      const result = await ui.during(`comparing ${scenario}`, (task) => diff({ scenario, ...flags }, around, task));
      ui.result(result, text);
      if (fail && result.differs) throw new JobError({ problem: 'the deployed stacks differ', fix: `stagecraft deploy ${scenario}` });
    });
}

function text({ differs, stacks }: DiffResult): string {
  if (!differs) return 'no differences';
  return stacks.map(({ differs, stack, text }) => (differs ? text : `Stack ${stack}\nno differences`)).join('\n\n');
}
