import { Command } from 'commander';
import type { DeployResult, PreparedDeployment } from '../actions/deploy';
import type { PlannedStack } from '../deployment/plan';
import { type ClusterFlags, type ConfigurationFlags, type TargetFlags, withCluster, withConfiguration, withTarget, withTimeout } from './flags';
import type { Ui } from './ui';

interface Flags extends ConfigurationFlags, TargetFlags, ClusterFlags {
  readonly timeout?: number;
  readonly yes?: boolean;
  readonly plan?: boolean;
  readonly allowReplacement?: boolean;
  readonly outputs?: string;
  readonly stacks?: readonly string[];
}

type Plan = PreparedDeployment['plan'];

/** `stagecraft deploy <scenario>` */
export function deployCommand(ui: Ui): Command {
  const command = new Command('deploy')
    .summary('deploy a scenario to an AWS account, or to a Kubernetes cluster')
    .description(
      'Validates the templates, looks at quotas, Availability Zones, service-linked roles, names that are taken and Docker, ' +
        'shows account, region, the planned changes and what faces the internet, asks, and deploys the stacks of a scenario with CloudFormation. ' +
        'It refuses when endpoint and credentials disagree, when a check fails, and when data would be lost. Ctrl-C stops watching: CloudFormation continues. ' +
        'With --cluster it installs what needs no AWS in that Kubernetes cluster, step by step, after a check of its version and free capacity; ' +
        'Ctrl-C stops it, and the same command resumes.',
    )
    .argument('<scenario>', 'scenario, as `list` prints it');
  return withTimeout(withCluster(withTarget(withConfiguration(command)), 'outputs', 'plan', 'allowReplacement', 'stacks'))
    .option('--plan', 'show what would be deployed and every check, and change nothing')
    .option('--yes', 'do not ask for confirmation')
    .option('--allow-replacement', 'allow an update to replace or delete what holds data')
    .option('--stacks <names>', 'only these stacks, such as network,lake; those that they build upon must be deployed already', names)
    .option('--outputs <file>', 'also write the outputs of the stacks to this JSON file')
    .addHelpText('after', '\nExample:\n  stagecraft deploy glue-athena-data-lake --region eu-central-1')
    .action(async (scenario: string, { yes = false, plan: planOnly = false, outputs, cluster, timeout, ...flags }: Flags) => {
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
      if (planOnly) return ui.result(plan, (value) => question(value, targetText(value.target)));
      prepared.require();
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

function question({ scenario, stage, stacks, idle, checks, exposed, losses }: Plan, where: string): string {
  const internet = exposed.map(({ stack, logicalId, what }) => `  ${what} (${logicalId} of ${stack})`);
  return [
    `${scenario}, stage ${stage}`,
    where,
    ...stacks.map(stackText),
    ...checks.filter(({ state }) => state !== 'ok').flatMap(checkText),
    ...losses.map(({ change, type, logicalId, stack }) => `data is lost: ${CHANGES[change]} ${type} ${logicalId} of ${stack}`),
    ...(internet.length === 0 ? [] : ['faces the internet:', ...internet]),
    ...(idle === undefined ? [] : [`cost while idle: ${idle}`]),
  ].join('\n');
}

function checkText({ subject, state, description, fix }: Plan['checks'][number]): readonly string[] {
  return [`${state === 'refused' ? 'refused' : 'note'}: ${subject}: ${description}`, ...(fix === undefined ? [] : [`    ${fix}`])];
}

const CHANGES = { remove: 'deletes', replace: 'replaces', 'may-replace': 'may replace' } as const;

function stackText({ name, action, now, resources, changes }: PlannedStack): string {
  const counts = Object.entries(action === 'update' ? tally(changes) : action === 'none' ? {} : resources);
  const lines = counts.map(([what, count]) => `    ${String(count).padStart(4)}  ${what}`);
  const warnings = changes.flatMap(({ change, type, logicalId }) =>
    change in CHANGES ? [`    ${CHANGES[change as keyof typeof CHANGES]} ${type} ${logicalId}`] : [],
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
