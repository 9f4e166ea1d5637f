import { Command } from 'commander';
import type { ShowConfigResult } from '../actions/config';
import type { Table } from '../contract/values';
import { type ConfigurationFlags, withConfiguration } from './flags';
import type { Ui } from './ui';

interface Flags extends ConfigurationFlags {
  readonly schema?: boolean;
}

/** `stagecraft config <scenario>` */
export function configCommand(ui: Ui): Command {
  const command = new Command('config')
    .summary('show the configuration of a scenario')
    .description(
      'Shows every configuration key with its value and where the value comes from: --set wins over the file of --config, which wins over the default. ' +
        'With --schema it prints the JSON Schema of the file instead, for editors.',
    )
    .argument('<scenario>', 'scenario, as `list` prints it');
  return withConfiguration(command)
    .option('--schema', 'print the JSON Schema of the configuration file')
    .addHelpText('after', '\nExample:\n  stagecraft config glue-athena-data-lake --set scanLimitMb=100')
    .action(async (scenario: string, { schema, ...flags }: Flags) => {
      const [{ showConfig }, { tableText }] = await Promise.all([import('../actions/config'), import('./table')]);
      const result = await showConfig({ scenario, ...flags });
      ui.result(result, (all) => (schema ? JSON.stringify(all.schema, undefined, 2) : text(all, tableText)));
    });
}

function text({ keys, file }: ShowConfigResult, tableText: (table: Table) => string): string {
  const source = { default: 'default', file: file ?? 'file', '--set': '--set' };
  const rows = keys.map(({ name, value, from, takes, description }) => [name, JSON.stringify(value) ?? '', source[from], takes, description]);
  return tableText({ columns: ['key', 'value', 'from', 'takes', 'description'], rows });
}
