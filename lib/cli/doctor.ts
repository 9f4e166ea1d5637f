import { Command } from 'commander';
import type { DoctorResult } from '../actions/doctor';
import { type ConnectionFlags, withConnection } from './flags';
import type { Ui } from './ui';

interface Flags extends ConnectionFlags {
  readonly out: string;
  readonly endpoint?: string;
}

/** `stagecraft doctor [scenario]` */
export function doctorCommand(ui: Ui): Command {
  const command = new Command('doctor')
    .summary('check the prerequisites on this machine and in the account')
    .description(
      'Checks what the commands need: Node, a writable output folder, the engines of rehearsals, credentials, and versions of deployed software that are still ' +
        'supported; for a scenario also Docker, and in the account quotas, Availability Zones, service-linked roles, names that are taken and Lake Formation; with --endpoint also which resource types an emulator lacks, stack by stack. ' +
        'Changes nothing. Fails only when something is missing that the named scenario, profile or region requires.',
    )
    .argument('[scenario]', 'scenario to check for, as `list` prints it');
  return withConnection(command)
    .option('--out <dir>', 'folder that rehearsals write to', 'out')
    .option('--endpoint <url>', 'emulator whose resource types are compared with those of the scenario, or of all; it gets made-up credentials')
    .addHelpText('after', '\nExample:\n  stagecraft doctor glue-athena-data-lake')
    .action(async (scenario: string | undefined, flags: Flags) => {
      const [{ examine }, { surroundings }, { engines }, { JobError }] = await Promise.all([
        import('../actions/doctor'),
        import('../deployment/surroundings'),
        import('../rehearsal/engines'),
        import('../errors'),
      ]);
      const { connect, ...account } = await surroundings();
      const patient = { engines, connect, account, node: process.versions.node, today: new Date().toISOString().slice(0, 10) };
      const result = await ui.during(`doctor ${scenario ?? ''}`.trimEnd(), () => examine({ scenario, ...flags }, patient));
      ui.result(result, text);
      const first = result.diagnoses.find(({ state }) => state === 'broken');
      if (first?.state === 'broken') throw new JobError({ problem: `${first.subject}: ${first.description}`, fix: first.fix });
    });
}

function text({ diagnoses, healthy }: DoctorResult): string {
  const width = Math.max(...diagnoses.map(({ subject }) => subject.length));
  const lines = diagnoses.flatMap(({ subject, state, description, fix }) => [
    `${state.padEnd(6)}  ${subject.padEnd(width)}  ${description}`,
    ...(fix === undefined ? [] : [`${' '.repeat(width + 10)}${fix}`]),
  ]);
  return [...lines, '', healthy ? 'no problems' : 'problems found'].join('\n');
}
