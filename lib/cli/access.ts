import { Command } from 'commander';
import type { AccessResult } from '../actions/access';
import { type ConfigurationFlags, withConfiguration } from './flags';
import type { Ui } from './ui';

interface Flags extends ConfigurationFlags {
  readonly app?: string;
  readonly role?: string;
  readonly suggest?: boolean;
  readonly out: string;
}

/** `stagecraft access <scenario>` */
export function accessCommand(ui: Ui): Command {
  const command = new Command('access')
    .summary('show what each role is used for, and which statements allow it')
    .description(
      'Judges the calls of the last rehearsal, and what AWS services do with the roles that they are given, by the policies of the templates: ' +
        'identity, boundary, resource and key policies, and trust. Fails on a denied request. No account is needed.',
    )
    .argument('[scenario]', 'scenario, as `list` prints it');
  return withConfiguration(command)
    .option('--app <cdk.out>', 'cloud assembly of any CDK app instead of a scenario')
    .option('--role <id>', 'only this role, by its logical id')
    .option('--suggest', 'print the minimal policy of each role, and its difference to the present one')
    .option('--out <dir>', 'output folder of rehearsals', 'out')
    .addHelpText('after', '\nExamples:\n  stagecraft access rds-postgres\n  stagecraft access --app cdk.out')
    .action(async (scenario: string | undefined, flags: Flags) => {
      const [{ access, refusalOf }, { JobError }, { accessText, suggestionsText }] = await Promise.all([
        import('../actions/access'),
        import('../errors'),
        import('./access-text'),
      ]);
      const result = await ui.during(`access ${scenario ?? flags.app ?? ''}`, ({ signal }) => access({ scenario, ...flags }, signal));
      ui.result(result, ({ suggestions, access: report, ...rest }) =>
        [headText(rest), suggestions ? suggestionsText(suggestions) : accessText(report)].join('\n\n'),
      );
      const refused = refusalOf(result);
      if (refused) throw new JobError(refused);
    });
}

function headText({ of, rehearsed, withoutCalls }: Pick<AccessResult, 'of' | 'rehearsed' | 'withoutCalls'>): string {
  const calls =
    rehearsed === undefined
      ? `what AWS services do, and no calls of workloads: ${withoutCalls}`
      : `what AWS services do, and the calls of the rehearsal of ${rehearsed.slice(0, 16).replace('T', ' ')} UTC`;
  return `${of}: ${calls}`;
}
