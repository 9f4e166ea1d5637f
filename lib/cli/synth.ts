import { relative } from 'node:path';
import { Command } from 'commander';
import type { SynthResult } from '../actions/synth';
import { type ConfigurationFlags, type EnvironmentFlags, withConfiguration, withEnvironment } from './flags';
import type { Ui } from './ui';

interface Flags extends ConfigurationFlags, EnvironmentFlags {
  readonly out: string;
  readonly print?: string;
}

/** `stagecraft synth` */
export function synthCommand(ui: Ui): Command {
  const command = new Command('synth')
    .summary('write the CloudFormation templates of a scenario')
    .description('Writes the cloud assembly of a scenario: templates and assets. Needs no network, no credentials and no Docker.')
    .argument('<scenario>', 'scenario, as `list` prints it');
  return withEnvironment(withConfiguration(command))
    .option('--out <dir>', 'folder of the cloud assembly', 'cdk.out')
    .option('--print <stack>', 'also print the template of this stack')
    .addHelpText('after', '\nExample:\n  stagecraft synth glue-athena-data-lake --region eu-central-1 --set scanLimitMb=100')
    .action(async (scenario: string, flags: Flags) => {
      const [{ synth }, { tableText }] = await Promise.all([import('../actions/synth'), import('./table')]);
      const result = await synth({ scenario, ...flags });
      ui.result(result, (value) => text(value, tableText));
    });
}

function text({ templates, template }: SynthResult, tableText: typeof import('./table').tableText): string {
  if (template !== undefined) return JSON.stringify(template, undefined, 2);
  const rows = templates.map(({ stack, resources, bytes, path }) => [stack, resources, bytes, relative(process.cwd(), path)]);
  return tableText({ columns: ['stack', 'resources', 'bytes', 'template'], rows });
}
