import { Command } from 'commander';
import type { AccessResult } from '../actions/access';
import { type ConfigurationFlags, withConfiguration } from './flags';
import type { Ui } from './ui';

interface Flags extends ConfigurationFlags {
  readonly app?: string;
  readonly role?: string;
  readonly suggest?: boolean;
  readonly deployer?: boolean;
  readonly account?: string;
  readonly region?: string;
  readonly out: string;
}

/** `stagecraft access <scenario>` */
export function accessCommand(ui: Ui): Command {
  const command = new Command('access')
    .summary('show what each role is used for, and which statements allow it')
    .description(
      'Judges the calls of the last rehearsal, and what AWS services do with the roles that they are given, by the policies of the templates: ' +
        'identity, boundary, resource and key policies, and trust. Fails on a denied request, on a call that cannot be judged, and on a finding that may hide ' +
        'a denial: a role or a resource from outside the templates, or a policy that is not read. No account is needed.',
    )
    .argument('[scenario]', 'scenario, as `list` prints it');
  return withConfiguration(command)
    .option(
      '--app <cdk.out>',
      'cloud assembly of any CDK app instead of a scenario; a stack that fixes no environment is taken to be where the others are',
    )
    .option('--role <id>', 'only this role, by its logical id')
    .option('--suggest', 'print the minimal policy of each role, and its difference to the present one')
    .option('--deployer', 'print what a person, and the execution role of CloudFormation, need to deploy, use and destroy the scenario')
    .option('--account <id>', 'with --deployer: account of the ARNs')
    .option('--region <name>', 'with --deployer: region of the ARNs')
    .option('--out <dir>', 'output folder of rehearsals', 'out')
    .addHelpText('after', '\nExamples:\n  stagecraft access rds-postgres\n  stagecraft access --app cdk.out')
    .action(async (scenario: string | undefined, { deployer, ...flags }: Flags) => {
      if (deployer) return deployerAccess(ui, scenario, flags);
      const [{ access, refusalOf }, { JobError }, { accessText, clustersText, suggestionsText, unknownTexts }] = await Promise.all([
        import('../actions/access'),
        import('../errors'),
        import('./access-text'),
      ]);
      const result = await ui.during(`access ${scenario ?? flags.app ?? ''}`, ({ signal }) => access({ scenario, ...flags }, signal));
      ui.result(result, ({ suggestions, access: report, ...rest }) =>
        [
          headText(rest),
          ...(suggestions ? [suggestionsText(suggestions), ...unknownTexts(report)] : [accessText(report), ...clustersText(rest.clusters ?? [])]),
        ].join('\n\n'),
      );
      const refused = refusalOf(result);
      if (refused) throw new JobError(refused);
    });
}

async function deployerAccess(ui: Ui, scenario: string | undefined, { app, suggest, role, ...options }: Omit<Flags, 'deployer'>): Promise<void> {
  const [{ accessDeployer }, { deployerText }, { ConfigError }] = await Promise.all([
    import('../actions/access-deployer'),
    import('./deployer-text'),
    import('../errors'),
  ]);
  if (scenario === undefined || app !== undefined || suggest || role !== undefined) {
    throw new ConfigError({
      problem: '--deployer needs a scenario, and goes with its configuration, --account and --region alone',
      fix: 'stagecraft access <scenario> --deployer',
    });
  }
  ui.result(await ui.during(`what a deployer of ${scenario} needs`, () => accessDeployer({ scenario, ...options })), deployerText);
}

function headText({ of, rehearsed, withoutCalls }: Pick<AccessResult, 'of' | 'rehearsed' | 'withoutCalls'>): string {
  const calls =
    rehearsed === undefined
      ? `what AWS services do, and no calls of workloads: ${withoutCalls}`
      : `what AWS services do, and the calls of the rehearsal of ${rehearsed.slice(0, 16).replace('T', ' ')} UTC`;
  return `${of}: ${calls}`;
}
