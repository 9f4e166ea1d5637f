import { Command } from 'commander';
import type { DeployResult } from '../actions/deploy';
import type { DeployPlan, PlannedStack } from '../deployment/plan';
import { type ClusterFlags, type ConfigurationFlags, type TargetFlags, withCluster, withConfiguration, withTarget, withTimeout } from './flags';
import type { Ui } from './ui';

interface Flags extends ConfigurationFlags, TargetFlags, ClusterFlags {
  readonly timeout?: number;
  readonly yes?: boolean;
  readonly outputs?: string;
  readonly stacks?: readonly string[];
}

/** `stagecraft deploy <scenario>` */
export function deployCommand(ui: Ui): Command {
  const command = new Command('deploy')
    .summary('deploy a scenario to an AWS account, or to a Kubernetes cluster')
    .description(
      'Shows account, region and the planned changes, asks, and deploys the stacks of a scenario with CloudFormation. ' +
        'It refuses when endpoint and credentials disagree. Ctrl-C stops watching: CloudFormation continues. ' +
        'With --cluster it installs what needs no AWS in that Kubernetes cluster, step by step, after a check of its version and free capacity; ' +
        'Ctrl-C stops it, and the same command resumes.',
    )
    .argument('<scenario>', 'scenario, as `list` prints it');
  return withTimeout(withCluster(withTarget(withConfiguration(command)), 'outputs', 'stacks'))
    .option('--yes', 'do not ask for confirmation')
    .option('--stacks <names>', 'only these stacks, such as network,lake; those that they build upon must be deployed already', names)
    .option('--outputs <file>', 'also write the outputs of the stacks to this JSON file')
    .addHelpText('after', '\nExample:\n  stagecraft deploy glue-athena-data-lake --region eu-central-1')
    .action(async (scenario: string, { yes = false, outputs, cluster, timeout, ...flags }: Flags) => {
      if (cluster !== undefined) {
        const { deployToCluster } = await import('./cluster');
        return deployToCluster(ui, scenario, { yes, cluster, timeout, ...flags });
      }
      const [{ prepareDeployment }, { surroundings }, { targetText }, { writeOutputs }] = await Promise.all([
        import('../actions/deploy'),
        import('../deployment/surroundings'),
        import('../deployment/target'),
        import('../deployment/outputs-file'),
      ]);
      const around = await surroundings();
      const prepared = await ui.during(`inspecting the account for ${scenario}`, (task) => prepareDeployment({ scenario, ...flags }, around, task));
      const { plan } = prepared;
      const nothingToDo = plan.stacks.every(({ action }) => action === 'none');
      await ui.confirm(question(plan, targetText(plan.target)), { yes: yes || nothingToDo });
      const result = await ui.during(`deploying ${scenario}`, (task) => prepared.deploy(task));
      if (outputs !== undefined) await writeOutputs(outputs, result.stacks);
      ui.result(result, text);
    });
}

function names(text: string): readonly string[] {
  return text.split(',').map((name) => name.trim());
}

const WORDS: Readonly<Record<PlannedStack['action'], string>> = {
  create: 'will be created',
  recreate: 'will be deleted and created again',
  update: 'will be updated',
  none: 'is unchanged',
};

function question({ scenario, stage, stacks, idle }: DeployPlan, where: string): string {
  return [`${scenario}, stage ${stage}`, where, ...stacks.map(stackText), ...(idle === undefined ? [] : [`cost while idle: ${idle}`])].join('\n');
}

function stackText({ name, action, now, resources, changes }: PlannedStack): string {
  const counts = Object.entries(action === 'update' ? tally(changes) : action === 'none' ? {} : resources);
  const lines = counts.map(([what, count]) => `    ${String(count).padStart(4)}  ${what}`);
  const replaced = changes.filter(({ change }) => change === 'replace' || change === 'may-replace' || change === 'remove');
  const warnings = replaced.map(
    ({ change, type, logicalId }) =>
      `    ${change === 'remove' ? 'deletes' : change === 'replace' ? 'replaces' : 'may replace'} ${type} ${logicalId}`,
  );
  return [`  ${name} ${WORDS[action]} (${now})`, ...lines, ...warnings].join('\n');
}

function tally(changes: PlannedStack['changes']): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { change, type } of changes) counts[`${change} ${type}`] = (counts[`${change} ${type}`] ?? 0) + 1;
  return counts;
}

function text({ scenario, account, region, stacks, seconds }: DeployResult): string {
  const lines = stacks.flatMap(({ name, status, outputs }) => {
    // Exports for other stacks are not results.
    const published = Object.entries(outputs).filter(([output]) => !output.startsWith('ExportsOutput'));
    const width = Math.max(0, ...published.map(([output]) => output.length));
    return [`  ${name}  ${status}`, ...published.map(([output, value]) => `    ${output.padEnd(width)}  ${value}`)];
  });
  return [`${scenario} is deployed to account ${account} in ${region} (${seconds} s)`, ...lines].join('\n');
}
