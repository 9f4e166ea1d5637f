import type { Account } from '../../lib/deployment/account';
import { takeInventory } from '../../lib/deployment/inventory';
import { tearDown } from '../../lib/deployment/teardown';
import type { LoadedScenario } from '../../lib/scenarios/load';
import { FakeCloud } from '../support/fake-cloud';
import { recordingTask } from '../support/task';
import { toy } from '../support/toy-scenario';

interface Standing {
  readonly task?: ReturnType<typeof recordingTask>;
  readonly stop?: () => Promise<readonly string[]>;
  readonly account?: Partial<Account>;
  readonly endpoint?: string;
  /** Number of polls that still find the stack after the deletion request. */
  readonly lag?: number;
}

/** Destroys an existing stack of the toy. */
function destroy(cloud: FakeCloud, { task = recordingTask(), stop = async () => [], account, endpoint, lag = 0 }: Standing) {
  cloud.addStack('toy-store', { outputs: { bucket: 'toy-bucket', database: 'toy_catalog', worker: 'toy-worker' }, lag });
  const loaded = { entry: {}, scenario: { ...toy, stop }, stage: 'dev', config: {} } as unknown as LoadedScenario;
  const aws = cloud.aws({ target: { ...cloud.target, endpoint } });
  const whole = cloud.account(account);
  return takeInventory(loaded, undefined, aws, task).then((inventory) => tearDown(loaded, inventory, aws, whole, task));
}

test('Ctrl-C while work is being stopped deletes nothing', async () => {
  const cloud = new FakeCloud();
  const task = recordingTask();
  const stop = async () => {
    task.abort();
    throw new Error('the request was aborted');
  };
  await expect(destroy(cloud, { task, stop })).rejects.toMatchObject({
    refusal: { problem: expect.stringContaining('interrupted') },
    cause: { message: 'the request was aborted' },
  });
  expect(cloud.changes).toEqual([]);
  expect(cloud.stacks.size).toBe(1);
});

test('polls an emulator every moment, and AWS every few seconds', async () => {
  const within2s = (endpoint?: string) => {
    const task = recordingTask();
    const ending = setTimeout(() => task.abort(), 2_000);
    return destroy(new FakeCloud(), { task, endpoint, lag: 2 }).finally(() => clearTimeout(ending));
  };
  const [emulator, real] = await Promise.allSettled([within2s('http://127.0.0.1:4566'), within2s()]);
  expect(emulator).toMatchObject({ value: { deleted: ['toy-store'], left: [] } });
  expect(real).toMatchObject({ reason: { refusal: { problem: expect.stringContaining('interrupted while toy-store is being deleted') } } });
});
