import type { StackState } from '../aws/cloudformation';
import type { FailedResource } from '../deployment/io-host';
import { standingOf } from '../deployment/stack-state';
import type { Surroundings } from '../deployment/surroundings';
import { reach, type TargetOptions } from '../deployment/target';
import { loadScenario, type ScenarioOptions } from '../scenarios/load';

export interface StatusOptions extends ScenarioOptions, TargetOptions {}

export interface StackStatus {
  readonly name: string;
  /** CloudFormation's status; null for a missing stack. */
  readonly status: string | null;
  /** Description of the status. */
  readonly description: string;
  /** ISO 8601, in UTC. */
  readonly updated?: string;
  /** Resources that failed in the last operation, with CloudFormation's reasons. */
  readonly failures: readonly FailedResource[];
}

export interface StatusResult {
  readonly scenario: string;
  readonly stage: string;
  readonly account: string;
  readonly region: string;
  /** Whether every stack exists and is ready. */
  readonly deployed: boolean;
  /** Stacks of the scenario in order of deployment, then stacks that only exist in the account. */
  readonly stacks: readonly StackStatus[];
}

/** Returns the state of the stacks of a scenario. */
export async function status(options: StatusOptions, { env, connect, openAccount }: Surroundings): Promise<StatusResult> {
  const loaded = await loadScenario(options);
  const { cloudformation, target } = await reach(options, env, connect);
  const account = await openAccount({ profile: options.profile, region: target.region, endpoint: target.endpoint });
  const { synthesize } = await import('../scenarios/synthesize');
  const { stacks: artifacts } = await synthesize(loaded, { env: { account: target.account, region: target.region } });

  const present = await cloudformation.stacksOf(loaded.scenario.id, loaded.stage);
  const expected = artifacts.map(({ stackName }) => stackName);
  const names = [...expected, ...present.map(({ name }) => name).filter((name) => !expected.includes(name))];
  const stacks = await Promise.all(
    names.map((name) => statusOf(name, present.find((stack) => stack.name === name) ?? { name, status: undefined }, account.stacks.failures)),
  );
  return {
    scenario: loaded.scenario.id,
    stage: loaded.stage,
    account: target.account,
    region: target.region,
    deployed: stacks.every(({ status }) => standingOf(status ?? undefined).kind === 'ready'),
    stacks,
  };
}

async function statusOf(
  name: string,
  { status, updated }: Partial<StackState>,
  failuresOf: (stack: string) => Promise<readonly FailedResource[]>,
): Promise<StackStatus> {
  const { means: description } = standingOf(status);
  if (status === undefined) return { name, status: null, description, failures: [] };
  const wentWrong = /FAILED|ROLLBACK/.test(status);
  return { name, status, description, updated: updated?.toISOString(), failures: wentWrong ? await failuresOf(name) : [] };
}
