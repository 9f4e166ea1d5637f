import type { Aws, Target } from '../aws/aws';
import type { Task } from '../contract/task';
import { type Inventory, takeInventory } from '../deployment/inventory';
import type { Surroundings } from '../deployment/surroundings';
import { reach, type TargetOptions } from '../deployment/target';
import { type Teardown, tearDown } from '../deployment/teardown';
import { ConfigError } from '../errors';
import { type LoadedScenario, loadScenario, type ScenarioOptions } from '../scenarios/load';
import type { Synthesized } from '../scenarios/synthesize';

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
  task.progress('listing resources');
  const inventory = await takeInventory(loaded, await synthesizedFor(loaded, target, task), aws, account);
  const plan = planOf(loaded, target, inventory, await protectionsOf(loaded, inventory, aws, task));
  return {
    plan,
    async destroy(task) {
      if (options.unprotect !== true) refuseProtected(plan);
      const started = now();
      const teardown = await tearDown(loaded, inventory, aws, account, task);
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

/** @throws ConfigError with the protected resources */
export function refuseProtected({ scenario, protected: found }: Pick<DestroyPlan, 'scenario' | 'protected'>): void {
  if (found.length === 0) return;
  throw new ConfigError({
    problem: `${found.length === 1 ? 'something' : `${found.length} things`} of ${scenario} ${found.length === 1 ? 'is' : 'are'} protected from termination`,
    got: found.join('; '),
    allowed: 'nothing has been changed',
    fix: `stagecraft destroy ${scenario} --unprotect disables the protection and deletes these resources`,
  });
}

async function protectionsOf(
  { scenario, stage, config }: LoadedScenario,
  { stacks, contract, unknownEntries }: Inventory,
  aws: Aws,
  task: Task,
): Promise<readonly string[]> {
  if (!scenario.protections || stacks.length === 0 || unknownEntries.length > 0) return [];
  return scenario.protections({ config, stage, contract, aws, task });
}

function planOf(
  { scenario, stage }: LoadedScenario,
  target: Target,
  { stacks, leftovers, foreign }: Inventory,
  found: readonly string[],
): DestroyPlan {
  const present = leftovers.filter(({ count }) => count > 0).map(({ what, count }) => ({ what, count }));
  return {
    scenario: scenario.id,
    stage,
    target,
    anything: stacks.length > 0 || present.length > 0,
    stacks: stacks.map(({ name, status, resources }) => ({ name, status, resources: resources.map(({ type, physicalId: id }) => ({ type, id })) })),
    leftovers: present,
    foreign,
    remains: scenario.remains ?? [],
    protected: found,
  };
}
