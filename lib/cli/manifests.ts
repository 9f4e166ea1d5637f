import { Command } from 'commander';
import { type ConfigurationFlags, withConfiguration } from './flags';
import type { Ui } from './ui';

interface Flags extends ConfigurationFlags {
  readonly out?: string;
}

/** `stagecraft manifests` */
export function manifestsCommand(ui: Ui): Command {
  const command = new Command('manifests')
    .summary('print the Kubernetes manifests of a scenario')
    .description('Prints the manifests of a scenario, ready for `kubectl apply`; `none` for a scenario without a cluster.')
    .argument('<scenario>', 'scenario, as `list` prints it');
  return withConfiguration(command)
    .option('--out <dir>', 'output folder, one file per manifest (default: stdout)')
    .addHelpText('after', '\nExample:\n  stagecraft manifests glue-athena-data-lake')
    .action(async (scenario: string, flags: Flags) => {
      const { manifests } = await import('../actions/manifests');
      const result = await manifests({ scenario, ...flags });
      ui.result(result.manifests, (all) => {
        if (all.length === 0) return 'none';
        return result.files.length > 0 ? result.files.join('\n') : all.map(({ yaml }) => yaml.trimEnd()).join('\n---\n');
      });
    });
}
