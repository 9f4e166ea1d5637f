import type { StackState } from '../aws/cloudformation';
import { standingOf } from '../deployment/stack-state';
import type { Surroundings } from '../deployment/surroundings';
import { reach, type TargetOptions } from '../deployment/target';
import type { FailedResource } from '../deployment/toolkit';
import { loadScenario, type ScenarioOptions } from '../scenarios/load';
import { TTL_TAG } from '../scenarios/names';

export interface StatusOptions extends ScenarioOptions, TargetOptions {}

export interface StackStatus {
  readonly name: string;
  /** CloudFormation's status; null for a missing stack. */
  readonly status: string | null;
  /** Description of the status. */
  readonly description: string;
  /** ISO 8601, in UTC. */
  readonly updated?: string;
  /** When its time to live ends: its creation and the hours of its tag `stagecraft:ttl-hours`. ISO 8601, in UTC; absent without that tag. */
  readonly expires?: string;
  /** Whether its time to live has ended; absent without that tag. */
  readonly expired?: boolean;
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

/** Tells in which state the stacks of a scenario are. */
export async function status(options: StatusOptions, { env, connect, openAccount, date }: Surroundings): Promise<StatusResult> {
  const loaded = await loadScenario(options);
  const { cloudformation, target } = await reach(options, env, connect);
  const account = await openAccount({ profile: options.profile, region: target.region, endpoint: target.endpoint });
  const { synthesize } = await import('../scenarios/synthesize');
  const { stacks: artifacts } = await synthesize(loaded, { env: { account: target.account, region: target.region } });

  const present = await cloudformation.stacksOf(loaded.scenario.id, loaded.stage);
  const expected = artifacts.map(({ stackName }) => stackName);
  const names = [...expected, ...present.map(({ name }) => name).filter((name) => !expected.includes(name))];
  const stacks = await Promise.all(
    names.map((name) =>
      statusOf(
        name,
        present.find((stack) => stack.name === name),
        account.stacks.failures,
        date(),
      ),
    ),
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
  stack: StackState | undefined,
  failuresOf: (stack: string) => Promise<readonly FailedResource[]>,
  now: Date,
): Promise<StackStatus> {
  const { means: description } = standingOf(stack?.status);
  if (!stack) return { name, status: null, description, failures: [] };
  const { status, updated } = stack;
  const wentWrong = /FAILED|ROLLBACK/.test(status);
  return { name, status, description, updated: updated?.toISOString(), ...expiryOf(stack, now), failures: wentWrong ? await failuresOf(name) : [] };
}

function expiryOf({ created, tags }: StackState, now: Date): Pick<StackStatus, 'expires' | 'expired'> {
  const hours = Number(tags[TTL_TAG]);
  if (created === undefined || !(hours > 0)) return {};
  const expires = new Date(created.getTime() + hours * 3_600_000);
  return { expires: expires.toISOString(), expired: now >= expires };
}
