import { Command } from 'commander';
import type { StatusResult } from '../actions/status';
import { type ClusterFlags, type ConfigurationFlags, type TargetFlags, withCluster, withConfiguration, withTarget } from './flags';
import type { Ui } from './ui';

/** `stagecraft status <scenario>` */
export function statusCommand(ui: Ui): Command {
  const command = new Command('status')
    .summary('show the state of the deployed stacks, or of an installation in a cluster')
    .description(
      "Shows the state of each stack of a scenario, for what failed CloudFormation's reason, and when its time to live (`ttlHours`) ends. A scenario that is not deployed is an answer, not an error: the exit code is 0, and `deployed` is false under --json. With --cluster, the state of each step in that Kubernetes cluster, and of each pod that is not ready.",
    )
    .argument('<scenario>', 'scenario, as `list` prints it');
  return withCluster(withTarget(withConfiguration(command)))
    .addHelpText('after', '\nExample:\n  stagecraft status glue-athena-data-lake')
    .action(async (scenario: string, { cluster, ...flags }: ConfigurationFlags & TargetFlags & ClusterFlags) => {
      if (cluster !== undefined) {
        const { statusInCluster } = await import('./cluster');
        return statusInCluster(ui, scenario, { cluster, ...flags });
      }
      const [{ status }, { surroundings }, { tableText }] = await Promise.all([
        import('../actions/status'),
        import('../deployment/surroundings'),
        import('./table'),
      ]);
      const around = await surroundings();
      const result = await ui.during(`checking ${scenario}`, () => status({ scenario, ...flags }, around));
      ui.result(result, (value) => text(value, tableText));
    });
}

function text({ scenario, stage, account, region, stacks }: StatusResult, tableText: typeof import('./table').tableText): string {
  const where = `account ${account} in ${region}`;
  if (stacks.every(({ status }) => status === null)) return `${scenario}, stage ${stage}, is not deployed to ${where}`;
  const rows = stacks.map(({ name, status, description, updated, expires, expired }) => [
    name,
    status ?? '-',
    description,
    updated ?? '-',
    expired ? 'expired' : (expires ?? '-'),
  ]);
  const failures = stacks.flatMap(({ failures }) =>
    failures.map(({ stack, type, logicalId, status, reason }) => `${stack}: ${type} ${logicalId} is ${status}: ${reason}`),
  );
  return [
    `${scenario}, stage ${stage}, ${where}`,
    tableText({ columns: ['stack', 'status', 'meaning', 'updated', 'expires'], rows }),
    ...failures,
  ].join('\n');
}
