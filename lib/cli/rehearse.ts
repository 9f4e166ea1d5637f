import { Command } from 'commander';
import { type ConfigurationFlags, pairs, withConfiguration } from './flags';
import type { Ui } from './ui';

interface Flags extends ConfigurationFlags {
  readonly data?: string;
  readonly original?: boolean;
  readonly param?: Readonly<Record<string, string>>;
  readonly dataParam?: Readonly<Record<string, string>>;
  readonly scale?: string;
  readonly requireAll?: boolean;
  readonly out: string;
  readonly open?: boolean;
}

/** `stagecraft rehearse <scenario>` */
export function rehearseCommand(ui: Ui): Command {
  const command = new Command('rehearse')
    .summary('run a scenario on this machine, without an account')
    .description(
      "Runs the scenario's code on local engines: synthesizes, validates, generates data, runs every step, compares the results with expected  " +
        'values, and writes a report with tables and charts. A step whose engine is missing is skipped, and its install command is shown.',
    )
    .argument('<scenario>', 'scenario, as `list` prints it');
  return withConfiguration(command)
    .option('--data <dir>', 'folder with raw files to use instead of generated data; read-only')
    .option('--original', "the folder of --data holds the article's sample: check against the article's results")
    .option('--param <name=value>', 'parameter of the rehearsal; can be repeated', pairs)
    .option('--data-param <name=value>', 'parameter of the generated data; can be repeated', pairs)
    .option('--scale <factor>', 'size of the generated data: short for --data-param scale=<factor>')
    .option('--require-all', 'fail when a step is skipped')
    .option('--out <dir>', 'output folder', 'out')
    .option('--open', 'open the report in the browser')
    .addHelpText('after', '\nExample:\n  stagecraft rehearse glue-athena-data-lake --open')
    .action(async (scenario: string, { param: params, dataParam, scale, open = false, ...flags }: Flags) => {
      const [{ failureOf, rehearse }, { engines }, { JobError }, { rehearsalText }] = await Promise.all([
        import('../actions/rehearse'),
        import('../rehearsal/engines'),
        import('../errors'),
        import('./rehearsal-text'),
      ]);
      const dataParams = scale === undefined ? dataParam : { ...dataParam, scale };
      const surroundings = { engines, started: new Date(), now: () => performance.now() };
      const result = await ui.steps(`rehearse ${scenario}`, (task) => rehearse({ scenario, params, dataParams, ...flags }, surroundings, task));
      const opened = open && (await (await import('./browser')).openInBrowser(result.report));
      ui.result(result, (all) => rehearsalText(all, { opened }));
      const failure = failureOf(result);
      if (failure) throw new JobError(failure);
    });
}
