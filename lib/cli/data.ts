import { Command } from 'commander';
import { connected, workTitle } from './connected';
import { type ConfigurationFlags, pairs, type TargetFlags, withConfiguration, withTarget } from './flags';
import { factsText } from './text';
import type { Ui } from './ui';

interface GenerateFlags extends ConfigurationFlags {
  readonly to?: string;
  readonly param?: Readonly<Record<string, string>>;
}

interface UploadFlags extends ConfigurationFlags, TargetFlags {
  readonly from?: string;
}

/** `stagecraft data generate|upload <scenario>` */
export function dataCommand(ui: Ui): Command {
  return new Command('data')
    .summary('generate or upload the input data of a scenario')
    .description('Generates the input data of a scenario on this machine, and uploads it to the deployed scenario.')
    .addHelpText('after', '\nExample:\n  stagecraft data generate glue-athena-data-lake\n  stagecraft data upload glue-athena-data-lake')
    .addCommand(generateCommand(ui))
    .addCommand(uploadCommand(ui));
}

function generateCommand(ui: Ui): Command {
  const command = new Command('generate')
    .summary('generate the input data of a scenario')
    .description('Generates the input data of a scenario on this machine. The same parameters give the same bytes. Needs no account.')
    .argument('<scenario>', 'scenario, as `list` prints it');
  return withConfiguration(command)
    .option('--to <dir>', 'folder to write to (default: out/<scenario>/raw)')
    .option('--param <name=value>', 'parameter of the data; can be repeated', pairs)
    .addHelpText('after', '\nExample:\n  stagecraft data generate glue-athena-data-lake --to raw --param seed=7')
    .action(async (scenario: string, { param: params, ...flags }: GenerateFlags) => {
      const { generateData } = await import('../actions/data');
      const result = await ui.during(`${scenario}: generating data`, (task) => generateData({ scenario, params, ...flags }, task));
      ui.result(result, ({ folder, facts }) => factsText(`data generated in ${folder}`, facts));
    });
}

function uploadCommand(ui: Ui): Command {
  const command = new Command('upload')
    .summary('upload the input data of a scenario')
    .description('Uploads the input data to the S3 bucket of the deployed scenario. Repeating it skips uploaded files.')
    .argument('<scenario>', 'scenario, as `list` prints it');
  return withTarget(withConfiguration(command))
    .option('--from <dir>', 'folder to upload (default: out/<scenario>/raw)')
    .addHelpText('after', '\nExample:\n  stagecraft data upload glue-athena-data-lake --from raw')
    .action(async (scenario: string, flags: UploadFlags) => {
      const { prepareUpload, uploadData } = await import('../actions/data');
      const prepared = await prepareUpload({ scenario, ...flags });
      const aws = await connected(ui, flags);
      const result = await ui.during(workTitle(`${scenario}: uploading data`, { aws }), (task) => uploadData(prepared, aws, task));
      ui.result(result, ({ folder, facts }) => factsText(`${folder} uploaded`, facts));
    });
}
