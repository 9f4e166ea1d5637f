import { Command } from 'commander';
import { reached, workTitle } from './connected';
import { type ConfigurationFlags, type PlaceFlags, pairs, withConfiguration, withPlaces, withTarget } from './flags';
import type { Ui } from './ui';

interface Flags extends ConfigurationFlags, PlaceFlags {
  readonly param?: Readonly<Record<string, string>>;
  readonly csv?: boolean;
}

/** `stagecraft query <scenario> <name>` */
export function queryCommand(ui: Ui): Command {
  const command = new Command('query')
    .summary('run a saved query of a deployed scenario')
    .description('Runs a saved query of a deployed scenario and prints its rows as a table. Ctrl-C stops the query in the account too.')
    .argument('<scenario>', 'scenario, as `list` prints it')
    .argument('<name>', 'query, as `explain` prints it');
  return withPlaces(withTarget(withConfiguration(command)))
    .option('--param <name=value>', 'parameter of the query; can be repeated', pairs)
    .option('--csv', 'print CSV instead of a table')
    .addHelpText('after', '\nExample:\n  stagecraft query glue-athena-data-lake cost-by-device --param day=2019-12-21')
    .action(async (scenario: string, query: string, { param: params, csv, ...flags }: Flags) => {
      const [{ prepareQuery, runQuery }, { tableText }, { csvText }] = await Promise.all([
        import('../actions/query'),
        import('./table'),
        import('./text'),
      ]);
      const prepared = await prepareQuery({ scenario, query, params, ...flags });
      const places = await reached(ui, prepared.loaded, prepared.reaches, flags);
      const result = await ui.during(workTitle(`${scenario}: ${query}`, places), (task) => runQuery(prepared, places, task));
      ui.result(result, ({ table }) => {
        if (csv) return csvText(table);
        return table.rows.length > 0 ? tableText(table) : 'no rows';
      });
    });
}
