import { Command } from 'commander';
import type { ValidateScenariosResult } from '../actions/validate';
import type { Table } from '../contract/values';
import { type ConfigurationFlags, type EnvironmentFlags, withConfiguration, withEnvironment } from './flags';
import type { Ui } from './ui';

interface Flags extends ConfigurationFlags, EnvironmentFlags {
  readonly all?: boolean;
  readonly acknowledged?: boolean;
  readonly app?: string;
}

/** `stagecraft validate` */
export function validateCommand(ui: Ui): Command {
  const command = new Command('validate')
    .summary('validate the templates of a scenario')
    .description(
      "Checks every template with CloudFormation's validator (structure, values, retired services and runtimes, state machines) and the AwsSolutions  " +
        'rules of cdk-nag. Fails on findings, warnings included. Acknowledged findings have a reason in the code; --acknowledged lists them.',
    )
    .argument('[scenario]', 'scenario, as `list` prints it');
  return withEnvironment(withConfiguration(command))
    .option('--all', 'validate every scenario')
    .option('--app <cdk.out>', "cloud assembly of any CDK app instead, with CloudFormation's validator alone")
    .option('--acknowledged', 'also list acknowledged findings with their reasons')
    .addHelpText('after', '\nExample:\n  stagecraft validate glue-athena-data-lake --acknowledged\n  stagecraft validate --all')
    .action(async (scenario: string | undefined, { acknowledged, ...flags }: Flags) => {
      const [{ refusalOf, validateScenarios }, { tableText }, { JobError }] = await Promise.all([
        import('../actions/validate'),
        import('./table'),
        import('../errors'),
      ]);
      const result = await ui.during(`validate ${scenario ?? flags.app ?? 'every scenario'}`, ({ signal }) =>
        validateScenarios({ scenario, ...flags }, signal),
      );
      ui.result(result, (value) => text(value, { acknowledged: acknowledged === true, tableText }));
      if (result.findings.length > 0) throw new JobError(refusalOf(result));
    });
}

interface TextOptions {
  readonly acknowledged: boolean;
  readonly tableText: typeof import('./table').tableText;
}

function text({ scenarios, templates, findings, acknowledged, milliseconds, leftOut }: ValidateScenariosResult, options: TextOptions): string {
  const blocks = findings.map(
    ({ severity, rule, stack, resource, message }) => `${severity}  ${rule}  ${stack}${resource && `: ${resource}`}\n  ${message}`,
  );
  if (options.acknowledged && acknowledged.length > 0) blocks.push(options.tableText(acknowledgementTable(acknowledged)));
  const words = [
    `${templates} ${templates === 1 ? 'template' : 'templates'} of ${scenarios.join(', ')}`,
    findings.length === 0 ? 'no findings' : `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`,
    `${acknowledged.length} acknowledged`,
    `${(milliseconds / 1000).toFixed(1)} s`,
  ];
  return [...blocks, words.join(', '), ...(leftOut === undefined ? [] : [`not checked: ${leftOut}`])].join('\n\n');
}

/** Rules and reasons with the number of resources; `--json` names each resource. */
function acknowledgementTable(acknowledged: ValidateScenariosResult['acknowledged']): Table {
  const times = new Map<string, number>();
  for (const { rule, reason } of acknowledged) {
    const key = JSON.stringify([rule.replace(/\[.*$/, ''), reason]);
    times.set(key, (times.get(key) ?? 0) + 1);
  }
  const rows = [...times].map(([key, count]) => {
    const [rule = '', reason = ''] = JSON.parse(key) as string[];
    return [rule, count, reason];
  });
  return { columns: ['accepted', 'times', 'because'], rows };
}
