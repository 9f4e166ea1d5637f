import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import type { Aws, Target } from '../aws/aws';
import type { Task } from '../contract/task';
import { ConfigError, JobError } from '../errors';
import type { LoadedScenario } from '../scenarios/load';
import type { Synthesized } from '../scenarios/synthesize';
import type { Account } from './account';
import { compare, type ResourceChange } from './compare';
import { standingOf } from './stack-state';

/** What a deployment would do to one stack. */
export interface PlannedStack {
  readonly name: string;
  /** `recreate` deletes what is left of a failed creation first. */
  readonly action: 'create' | 'recreate' | 'update' | 'none';
  /** The state that it is in now, in words. */
  readonly now: string;
  /** How many resources of each type it will have. */
  readonly resources: Readonly<Record<string, number>>;
  /** What changes in a stack that exists. */
  readonly changes: readonly ResourceChange[];
}

/** What a deployment would do. */
export interface DeployPlan {
  readonly scenario: string;
  readonly stage: string;
  readonly target: Target;
  /** In order of deployment. */
  readonly stacks: readonly PlannedStack[];
  /** What it costs while nobody uses it. */
  readonly idle?: string;
}

/** What a plan is made from. */
export interface PlanSources {
  readonly loaded: LoadedScenario;
  readonly synthesized: Synthesized;
  readonly aws: Aws;
  readonly account: Account;
  readonly profile?: string;
  readonly next: NextCommands;
}

/**
 * Works out what a deployment would do. Reads, and changes nothing.
 *
 * @throws ConfigError when the endpoint lacks a resource type; JobError when a stack is in a state, or in hands, in which it must not be deployed
 */
export async function planDeployment(sources: PlanSources, task: Task): Promise<DeployPlan> {
  const { loaded, synthesized, aws, account, next } = sources;
  const { scenario, stage } = loaded;
  const { target } = aws;
  if (target.endpoint !== undefined) await requireTypes(synthesized.stacks, target.endpoint, account);

  const ours = new Set((await aws.cloudformation.stacksOf(scenario.id, stage)).map(({ name }) => name));
  const stacks = await Promise.all(synthesized.stacks.map((artifact) => planStack(artifact, ours, aws, next)));
  if (!stacks.some(({ action }) => action === 'update')) return { scenario: scenario.id, stage, target, stacks, idle: scenario.idle };

  task.progress('comparing with what is deployed');
  const differences = await compare({ target, profile: sources.profile, synthesized }, task);
  const compared = stacks.map((stack): PlannedStack => {
    const difference = differences.find((each) => each.stack === stack.name);
    if (stack.action !== 'update' || !difference) return stack;
    return { ...stack, action: difference.differs ? 'update' : 'none', changes: difference.changes };
  });
  return { scenario: scenario.id, stage, target, stacks: compared, idle: scenario.idle };
}

async function planStack(
  { stackName: name, template }: CloudFormationStackArtifact,
  ours: ReadonlySet<string>,
  { cloudformation }: Aws,
  { deploy, status, destroy }: NextCommands,
): Promise<PlannedStack> {
  const stack = await cloudformation.stack(name);
  const { kind, means } = standingOf(stack?.status);
  const resources = countTypes(template);
  if (kind === 'absent') return { name, action: 'create', now: means, resources, changes: [] };

  const got = `${stack?.status}${stack?.reason === undefined ? '' : `, ${stack.reason}`}`;
  if (!ours.has(name)) {
    throw new JobError({
      problem: `a stack ${name} exists that does not have the tags of this scenario`,
      got,
      allowed: 'a stack that stagecraft or cdk deployed for this scenario and stage',
      fix: 'choose another --stage, or delete that stack yourself',
    });
  }
  if (kind === 'busy')
    throw new JobError({ problem: `CloudFormation is working on stack ${name}`, got, fix: `${status} shows when it is done; then ${deploy}` });
  if (kind === 'stuck') throw new JobError({ problem: `stack ${name} cannot be deployed to: ${means}`, got, fix: `${destroy}, then ${deploy}` });
  return { name, action: kind === 'recreate' ? 'recreate' : 'update', now: means, resources, changes: [] };
}

/** An endpoint that does not know a type would fail half-way, or pretend. Neither is a deployment. */
async function requireTypes(stacks: readonly CloudFormationStackArtifact[], endpoint: string, account: Account): Promise<void> {
  const types = [...new Set(stacks.flatMap(({ template }) => Object.keys(countTypes(template))))].sort();
  const lacking = await account.stacks.unknownTypes(types);
  if (lacking.length === 0) return;
  throw new ConfigError({
    problem: `${endpoint} lacks ${lacking.length} of the ${types.length} resource types of this scenario`,
    got: lacking.join(', '),
    allowed: 'types that the endpoint knows; none is left out silently',
    fix: 'switch off by --set what needs them, take a newer emulator, or deploy to AWS',
  });
}

function countTypes(template: { readonly Resources?: Readonly<Record<string, { readonly Type: string }>> }): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { Type: type } of Object.values(template.Resources ?? {})) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

/** What a person types next; for messages. */
export interface NextCommands {
  readonly deploy: string;
  readonly status: string;
  readonly destroy: string;
}

/** The commands for the same scenario, stage and account. */
export function nextCommands(
  scenario: string,
  stage: string,
  { profile, region }: { readonly profile?: string; readonly region?: string },
): NextCommands {
  const flags = [
    stage !== 'dev' && `--stage ${stage}`,
    profile !== undefined && `--profile ${profile}`,
    region !== undefined && `--region ${region}`,
  ];
  const command = (verb: string) => ['stagecraft', verb, scenario, ...flags.filter(Boolean)].join(' ');
  return { deploy: command('deploy'), status: command('status'), destroy: command('destroy') };
}
