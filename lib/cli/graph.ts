import { Command } from 'commander';
import { type ConfigurationFlags, withConfiguration } from './flags';
import type { Ui } from './ui';

interface Flags extends ConfigurationFlags {
  readonly format: string;
  readonly out?: string;
  readonly all?: boolean;
}

/** `stagecraft graph` */
export function graphCommand(ui: Ui): Command {
  const command = new Command('graph')
    .summary('draw the architecture diagram of a scenario')
    .description(
      'Draws a scenario from its synthesized templates: stacks, services and the data flow between them, derived from permissions and references. ' +
        'Policies, log groups and other supporting resources are hidden.',
    )
    .argument('<scenario>', 'scenario, as `list` prints it');
  return withConfiguration(command)
    .option('--format <format>', 'svg, mermaid or dot', 'svg')
    .option('--out <file>', 'output file (default: stdout)')
    .option('--all', 'also show supporting resources and dependencies')
    .addHelpText('after', '\nExample:\n  stagecraft graph glue-athena-data-lake --out architecture.svg')
    .action(async (scenario: string, flags: Flags) => {
      const { graph } = await import('../actions/graph');
      const result = await graph({ scenario, ...flags });
      ui.result(result, ({ out, format, picture }) => (out === undefined ? picture.trimEnd() : `${format} written to ${out}`));
    });
}
