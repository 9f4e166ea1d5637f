import { endOfStepLog } from '../../lib/aws/emr-steps';
import { recordingTask } from '../support/task';

const STEP = 'emr/j-1/steps/s-1';
const DRIVER = 'emr/j-1/containers/application_17_0001/container_17_0001_01_000001';
const NAMES_APPLICATION = 'Submitted application application_17_0001\nApplication failed\n';
const log = { logUri: 's3://logs/emr/', clusterId: 'j-1', stepId: 's-1', polls: 2, pollMs: 0 };

/** A log bucket; `appear` is added after the first poll. */
function bucket(objects: Readonly<Record<string, string>>, appear: Readonly<Record<string, string>> = {}) {
  const task = recordingTask();
  const there = () => ({ ...objects, ...(task.lines.length > 0 && appear) }) as Record<string, string>;
  const s3 = {
    list: async (_: string, prefix = '') =>
      Object.keys(there())
        .filter((key) => key.startsWith(prefix))
        .map((key) => ({ key, bytes: 1 })),
    read: async (_: string, key: string) => there()[key],
  };
  return { s3, task };
}

test("waits for the driver's log when the step names an application", async () => {
  const { s3, task } = bucket({ [`${STEP}/stderr.gz`]: NAMES_APPLICATION }, { [`${DRIVER}/stderr.gz`]: 'no table\n' });

  await expect(endOfStepLog(s3, log, task)).resolves.toBe('end of driver:\n  no table');
  expect(task.lines).toEqual(['waiting for the log of step s-1, which EMR copies to S3 every few minutes']);
});

test("falls back to the step's own log when the driver's is missing", async () => {
  const { s3, task } = bucket({ [`${STEP}/stderr.gz`]: NAMES_APPLICATION });

  await expect(endOfStepLog(s3, log, task)).resolves.toBe('end of stderr:\n  Submitted application application_17_0001\n  Application failed');
  expect(task.lines).toHaveLength(2);
});

test("does not mistake an executor's log for the driver's", async () => {
  const executor = DRIVER.replace(/1$/, '2');
  const { s3, task } = bucket({ [`${STEP}/stderr.gz`]: NAMES_APPLICATION, [`${executor}/stderr.gz`]: 'an executor\n' });

  await expect(endOfStepLog(s3, log, task)).resolves.not.toContain('an executor');
});

test('waiting for a log can be interrupted', async () => {
  const { s3, task } = bucket({});
  const waiting = endOfStepLog(s3, { ...log, pollMs: 60_000 }, task);
  setTimeout(() => task.abort(), 20);

  await expect(waiting).rejects.toThrow(/abort/i);
});

test('reads nothing for a cluster without logs', async () => {
  const unused = { list: () => Promise.reject(new Error('listed')), read: () => Promise.reject(new Error('read')) };

  await expect(endOfStepLog(unused, { ...log, logUri: '' }, recordingTask())).resolves.toBe('cluster j-1 writes no logs');
});
