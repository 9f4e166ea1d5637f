import { Command } from 'commander';
import { type ConfigurationFlags, withConfiguration } from './flags';
import type { Ui } from './ui';

interface Flags extends ConfigurationFlags {
  readonly scenario: string;
  readonly constructs?: string;
}

/** `stagecraft init` */
export function initCommand(ui: Ui): Command {
  const command = new Command('init')
    .summary('create your own CDK app from a scenario')
    .description(
      'Writes a plain CDK app with the stacks, settings and workloads of a scenario, and pins the configuration values that you give. It imports the ' +
        'constructs and nothing else of this package, and belongs to you. Refuses a folder that is not empty.',
    )
    .argument('<dir>', 'folder of the new app')
    .requiredOption('--scenario <scenario>', 'scenario, as `list` prints it');
  return withConfiguration(command)
    .option(
      '--constructs <spec>',
      'where npm finds stagecraft-constructs: a version, a folder, an archive (default: this version; in a checkout, its folder)',
    )
    .addHelpText('after', '\nExample:\n  stagecraft init my-lake --scenario glue-athena-data-lake --set databaseName=my_lake')
    .action(async (dir: string, flags: Flags) => {
      const { init } = await import('../actions/init');
      const result = await init({ dir, ...flags });
      ui.result(result, (made) => `${made.files.length} files in ${made.dir}\n\nnext\n  cd ${dir}\n  npm install\n  npm run check\n  npm run synth`);
    });
}
