import { Command } from 'commander';
import { reached, workTitle } from './connected';
import { type ConfigurationFlags, type PlaceFlags, pairs, withConfiguration, withPlaces, withTarget } from './flags';
import { factsText } from './text';
import type { Ui } from './ui';

interface Flags extends ConfigurationFlags, PlaceFlags {
  readonly param?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly wait: boolean;
}

/** `stagecraft run <scenario> <job>` */
export function runCommand(ui: Ui): Command {
  const command = new Command('run')
    .summary('run a job of a scenario')
    .description('Runs a job of a scenario and waits for it. Jobs can be repeated safely. Ctrl-C stops the job in the account too.')
    .argument('<scenario>', 'scenario, as `list` prints it')
    .argument('<job>', 'job, as `explain` prints it');
  return withPlaces(withTarget(withConfiguration(command)))
    .option('--param <name=value>', 'parameter of the job; can be repeated', pairs)
    .option('--method <name>', 'method of the job, if it has several')
    .option('--no-wait', 'start the job without waiting for it')
    .addHelpText(
      'after',
      '\nExample:\n  stagecraft run glue-athena-data-lake enrich --param hub=b6a8d42425fde548 --param from=2019-12-21 --param to=2019-12-22',
    )
    .action(async (scenario: string, job: string, { param: params, ...flags }: Flags) => {
      const { prepareJob, runJob } = await import('../actions/run-job');
      const prepared = await prepareJob({ scenario, job, params, ...flags });
      const places = await reached(ui, prepared.loaded, prepared.reaches, flags);
      const result = await ui.during(workTitle(`${scenario}: ${job}`, places), (task) => runJob(prepared, places, process.env, task));
      ui.result(result, ({ finished, facts }) => factsText(`${job} ${finished ? 'done' : 'started'}`, facts));
    });
}
