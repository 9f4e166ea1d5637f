import type { Aws, Target } from '../aws/aws';
import type { Task } from '../contract/task';
import { type Inventory, resourcesOf, takeInventory } from '../deployment/inventory';
import type { Left } from '../deployment/left';
import type { Surroundings } from '../deployment/surroundings';
import { reach, type TargetOptions } from '../deployment/target';
import { isEmpty, type Teardown, tearDown } from '../deployment/teardown';
import { ConfigError } from '../errors';
import { type LoadedScenario, loadScenario, type ScenarioOptions } from '../scenarios/load';
import { dependantsOf } from '../scenarios/registry';
import type { Synthesized } from '../scenarios/synthesize';
import { services } from '../services';

export interface DestroyOptions extends ScenarioOptions, TargetOptions {
  /**
   * Whether termination protection may be disabled.
   *
   * @default false
   */
  readonly unprotect?: boolean;
}

/** Plan of a destruction. */
export interface DestroyPlan {
  readonly scenario: string;
  readonly stage: string;
  readonly target: Target;
  /** Whether there is anything to remove. */
  readonly anything: boolean;
  /** In order of deletion. */
  readonly stacks: readonly {
    readonly name: string;
    readonly status: string;
    readonly resources: readonly { readonly type: string; readonly id: string }[];
  }[];
  /** Orphaned resources: created by services outside the stacks. */
  readonly leftovers: readonly { readonly what: string; readonly count: number }[];
  /** Stacks with a name of the scenario but without its tags: they stay. */
  readonly foreign: readonly string[];
  /** What always stays, and how to delete it. */
  readonly remains: readonly string[];
  /** Resources with termination protection. */
  readonly protected: readonly string[];
  /** Scenarios that are deployed in the same stage and build upon this one. */
  readonly dependants: readonly string[];
  /** What could not be looked at, and why. */
  readonly refused: readonly Left[];
}

export interface DestroyResult extends Teardown {
  readonly scenario: string;
  readonly stage: string;
  readonly account: string;
  readonly region: string;
  readonly seconds: number;
}

/** A planned destruction. */
export interface PreparedDestruction {
  readonly plan: DestroyPlan;
  /** Destroys as planned, then verifies. @throws ConfigError when a protected resource must not be unprotected; AbortError after Ctrl-C */
  destroy(task: Task): Promise<DestroyResult>;
}

/** Plans a destruction: what belongs to a scenario in the account. Removes nothing. */
export async function prepareDestruction(
  options: DestroyOptions,
  { env, connect, openAccount, now }: Surroundings,
  task: Task,
): Promise<PreparedDestruction> {
  const loaded = await loadScenario(options);
  task.progress('signing in');
  const aws = await reach(options, env, connect);
  const { target } = aws;
  const account = await openAccount({ profile: options.profile, region: target.region, endpoint: target.endpoint });
  task.progress('taking stock');
  const inventory = await takeInventory(loaded, await synthesizedFor(loaded, target, task), aws, task);
  const plan = planOf(loaded, target, inventory, await deployedDependants(loaded, aws));
  const { unprotect = false } = options;
  return {
    plan,
    async destroy(task) {
      refuseDestruction(plan, { unprotect });
      const started = now();
      const teardown = await tearDown(loaded, inventory, aws, account, task, { unprotect });
      const seconds = Math.round((now() - started) / 100) / 10;
      return { scenario: loaded.scenario.id, stage: loaded.stage, account: target.account, region: target.region, ...teardown, seconds };
    },
  };
}

/** Templates give more detail than tags, but a deployment must be removable even when synthesis fails. */
async function synthesizedFor(loaded: LoadedScenario, { account, region }: Target, task: Task): Promise<Synthesized | undefined> {
  const { synthesize } = await import('../scenarios/synthesize');
  try {
    return await synthesize(loaded, { env: { account, region } });
  } catch (error) {
    task.progress(`the templates cannot be synthesized (${error instanceof Error ? error.message : String(error)}): using tags only`);
    return undefined;
  }
}

/** Scenarios that build upon this one and are deployed in its stage: their stacks use its network and roles. */
async function deployedDependants({ scenario, stage }: LoadedScenario, { cloudformation }: Aws): Promise<readonly string[]> {
  const deployed: string[] = [];
  for (const id of dependantsOf(scenario.id)) if ((await cloudformation.stacksOf(id, stage)).length > 0) deployed.push(id);
  return deployed;
}

/** @throws ConfigError naming what is protected, or what builds upon the scenario */
export function refuseDestruction(
  { scenario, stage, protected: found, dependants }: Pick<DestroyPlan, 'scenario' | 'stage' | 'protected' | 'dependants'>,
  { unprotect = false }: { readonly unprotect?: boolean },
): void {
  const [dependant] = dependants;
  if (dependant !== undefined) {
    throw new ConfigError({
      problem: `${dependants.join(', ')} ${dependants.length === 1 ? 'builds' : 'build'} upon ${scenario} and ${dependants.length === 1 ? 'is' : 'are'} deployed in stage ${stage}`,
      allowed: 'nothing has been touched',
      fix: `stagecraft destroy ${dependant}${stage === 'dev' ? '' : ` --stage ${stage}`}, then repeat the command`,
    });
  }
  if (unprotect || found.length === 0) return;
  throw new ConfigError({
    problem: `${found.length === 1 ? 'something' : `${found.length} things`} of ${scenario} ${found.length === 1 ? 'is' : 'are'} protected from termination`,
    got: found.join('; '),
    allowed: 'nothing has been changed',
    fix: `stagecraft destroy ${scenario} --unprotect disables the protection and deletes these resources`,
  });
}

function planOf({ scenario, stage }: LoadedScenario, target: Target, inventory: Inventory, dependants: readonly string[]): DestroyPlan {
  const { stacks, leftovers, foreign, refused } = inventory;
  return {
    scenario: scenario.id,
    stage,
    target,
    anything: !isEmpty(inventory),
    stacks: stacks.map(({ name, status, resources }) => ({ name, status, resources: resources.map(({ type, physicalId: id }) => ({ type, id })) })),
    leftovers: leftovers.filter(({ count }) => count > 0).map(({ what, count }) => ({ what, count })),
    foreign,
    remains: [...(scenario.remains ?? []), ...services.remainsOf(resourcesOf(inventory))],
    protected: inventory.protected,
    dependants,
    refused,
  };
}
