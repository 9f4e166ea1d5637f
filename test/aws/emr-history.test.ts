import { CreatePersistentAppUICommand, DescribePersistentAppUICommand, EMRClient, GetPersistentAppUIPresignedURLCommand } from '@aws-sdk/client-emr';
import { mockClient } from 'aws-sdk-client-mock';
import { emrVerbs } from '../../lib/aws/emr';
import { recordingTask } from '../support/task';

const mock = mockClient(EMRClient);
const emr = emrVerbs(new EMRClient({ region: 'eu-central-1' }), { list: async () => [], read: async () => undefined }, { pollMs: 0, logPolls: 1 });
const inState = (PersistentAppUIStatus: string, LastStateChangeReason?: string) => ({
  PersistentAppUI: { PersistentAppUIStatus, LastStateChangeReason },
});

beforeEach(() => {
  mock.reset();
  mock.on(CreatePersistentAppUICommand).resolves({ PersistentAppUIId: 'p-1' });
});

test('creates the history server, waits for it, and returns a signed URL', async () => {
  mock.on(DescribePersistentAppUICommand).resolvesOnce(inState('CREATING')).resolves(inState('ATTACHED'));
  mock
    .on(GetPersistentAppUIPresignedURLCommand)
    .resolvesOnce({ PresignedURLReady: false })
    .resolves({ PresignedURLReady: true, PresignedURL: 'https://p-1.example/shs' });
  const task = recordingTask();

  await expect(emr.historyUrl('arn:j-1', task)).resolves.toBe('https://p-1.example/shs');
  expect(mock.commandCalls(CreatePersistentAppUICommand)[0]?.args[0].input).toEqual({ TargetResourceArn: 'arn:j-1', ProfilerType: 'SHS' });
  expect(mock.commandCalls(GetPersistentAppUIPresignedURLCommand)[0]?.args[0].input).toEqual({
    PersistentAppUIId: 'p-1',
    PersistentAppUIType: 'SHS',
  });
  expect(task.lines).toEqual(['the history server is creating', 'the history server is attached']);
});

test("fails with EMR's reason", async () => {
  mock.on(DescribePersistentAppUICommand).resolves(inState('FAILED', 'no event logs'));

  await expect(emr.historyUrl('arn:j-1', recordingTask())).rejects.toThrow(/EMR created no history server for arn:j-1; got no event logs/);
});

test('fails with the state when EMR gives no reason', async () => {
  mock.on(DescribePersistentAppUICommand).resolves(inState('DETACHED'));

  await expect(emr.historyUrl('arn:j-1', recordingTask())).rejects.toThrow(/EMR created no history server for arn:j-1; got state DETACHED;/);
});

test('treats an empty response as creating, and gives up after twenty polls', async () => {
  mock.on(DescribePersistentAppUICommand).resolves({});
  const task = recordingTask();

  await expect(emr.historyUrl('arn:j-1', task)).rejects.toThrow(/state BEING MADE for too long/);
  expect(task.lines).toEqual(Array.from({ length: 19 }, () => 'the history server is being made'));
});

test('gives up when the server does not become ready', async () => {
  mock.on(DescribePersistentAppUICommand).resolves(inState('CREATING'));

  await expect(emr.historyUrl('arn:j-1', recordingTask())).rejects.toThrow(/state CREATING for too long/);
});

test('can be interrupted', async () => {
  const task = recordingTask();
  task.abort();

  await expect(emr.historyUrl('arn:j-1', task)).rejects.toThrow(/abort/i);
});
