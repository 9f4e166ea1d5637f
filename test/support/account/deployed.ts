import { connect } from '../../../lib/aws/connect';
import { openAccount } from '../../../lib/deployment/account';
import { takeInventory } from '../../../lib/deployment/inventory';
import { type TearDownOptions, tearDown } from '../../../lib/deployment/teardown';
import { entryOf } from '../../../lib/scenarios/entry';
import { type LoadedScenario, loadScenario } from '../../../lib/scenarios/load';
import { type Synthesized, synthesize } from '../../../lib/scenarios/synthesize';
import { recordingTask } from '../task';
import { FakeAccount } from './fake-account';

/** A scenario with the templates that are deployed, and those of what it builds upon. */
export interface Deployable {
  readonly loaded: LoadedScenario;
  readonly synthesized: Synthesized;
  readonly before: readonly Synthesized[];
}

const env = { account: '111122223333', region: 'eu-central-1' };

/** Loads and synthesizes a scenario, once for any number of accounts. */
export async function deployable(scenario: string, set: Readonly<Record<string, unknown>> = {}): Promise<Deployable> {
  const loaded = await loadScenario({ scenario, examples: true, set });
  const before = (entryOf(scenario).requires ?? []).map(async (id) => synthesize(await loadScenario({ scenario: id, examples: true }), { env }));
  return { loaded, synthesized: await synthesize(loaded, { env }), before: await Promise.all(before) };
}

/** An account, below the SDK clients until the test ends, in which a scenario is deployed. */
export function accountWith({ synthesized, before }: Pick<Deployable, 'synthesized' | 'before'>): FakeAccount {
  const account = installed(new FakeAccount());
  for (const { stacks } of before) account.deploy(stacks);
  account.deploy(synthesized.stacks);
  return account;
}

/** Puts an account below the SDK clients until the test ends. */
export function installed(account: FakeAccount): FakeAccount {
  restores.push(account.install());
  return account;
}

const restores: (() => void)[] = [];

/** Takes the accounts of a test away again, and fails it when something was asked that they do not know. */
export function restoreAccounts(...accounts: readonly FakeAccount[]): void {
  for (const restore of restores.splice(0)) restore();
  for (const { unknown } of accounts) expect(unknown).toEqual([]);
}

/** `destroy` as the command does it, with the real verbs. */
export async function destroy(
  { loaded, synthesized }: { readonly loaded: LoadedScenario; readonly synthesized?: Synthesized },
  { task = recordingTask(), ...options }: TearDownOptions & { readonly task?: ReturnType<typeof recordingTask> } = {},
) {
  const aws = await connect({ region: env.region });
  const opened = await openAccount({ region: env.region });
  const inventory = await takeInventory(loaded, synthesized, aws, task);
  const result = await tearDown(loaded, inventory, aws, opened, task, options);
  return { inventory, result, task };
}
