import { Command } from 'commander';
import { reached, workTitle } from './connected';
import { type ConfigurationFlags, type PlaceFlags, withConfiguration, withPlaces, withTarget } from './flags';
import type { Ui } from './ui';

interface Flags extends ConfigurationFlags, PlaceFlags {
  readonly since: string;
}

/** `stagecraft logs <scenario> [source]` */
export function logsCommand(ui: Ui): Command {
  const command = new Command('logs')
    .summary('read the logs of a deployed scenario')
    .description('Reads the logs of a deployed scenario: one source, or all of them merged by time.')
    .argument('<scenario>', 'scenario, as `list` prints it')
    .argument('[source]', 'log source, as `explain` prints it (default: all)');
  return withPlaces(withTarget(withConfiguration(command)))
    .option('--since <time>', 'how far back: 30s, 15m, 2h, 1d, or an ISO time', '1h')
    .addHelpText('after', '\nExample:\n  stagecraft logs glue-athena-data-lake functions --since 30m')
    .action(async (scenario: string, source: string | undefined, flags: Flags) => {
      const { prepareLogs, readLogs } = await import('../actions/logs');
      const prepared = await prepareLogs({ scenario, source, ...flags }, new Date());
      const places = await reached(ui, prepared.loaded, prepared.reaches, flags);
      const result = await ui.during(workTitle(`${scenario}: logs`, places), (task) => readLogs(prepared, places, task));
      ui.result(result, ({ lines, since }) => {
        if (lines.length === 0) return `no log lines since ${since.toISOString()}`;
        return lines.map((line) => `${line.time.toISOString()}  ${line.source}  ${line.message}`).join('\n');
      });
    });
}
