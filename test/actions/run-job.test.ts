import type { AnyContext } from '../../lib/actions/places';
import { prepareJob, runJob } from '../../lib/actions/run-job';
import { loadScenario } from '../../lib/scenarios/load';
import type { Job, JobOptions } from '../../lib/scenarios/scenario';
import { FakeLake } from '../support/fake-lake';
import { recordingTask } from '../support/task';

type AnyJob = Job<AnyContext & JobOptions>;

/** A job of the scenario for one test. */
async function withJob<T>(job: AnyJob, work: () => Promise<T>): Promise<T> {
  const { scenario } = await loadScenario({ scenario: 'glue-athena-data-lake' });
  const before = scenario.jobs;
  Object.assign(scenario, { jobs: { ...before, probe: job } });
  try {
    return await work();
  } finally {
    Object.assign(scenario, { jobs: before });
  }
}

const probe = (run: AnyJob['run']): AnyJob => ({ summary: 'probe', needs: ['account'], methods: ['pipeline', 'client'], run });
const options = { scenario: 'glue-athena-data-lake', job: 'probe' };

test('a job gets contract, method and whether to wait, and its facts come back with the place', async () => {
  const job = probe(async ({ contract, method, wait, stage }) => ({ bucket: String(contract?.['dataBucket']), method: String(method), wait, stage }));

  await withJob(job, async () => {
    const first = await runJob(await prepareJob(options), { aws: new FakeLake().aws }, {}, recordingTask());
    expect(first).toEqual({
      scenario: 'glue-athena-data-lake',
      stage: 'dev',
      account: '111122223333',
      region: 'eu-central-1',
      job: 'probe',
      finished: true,
      facts: { bucket: 'smart-hub-data', method: 'pipeline', wait: true, stage: 'dev' },
    });
    const second = await runJob(
      await prepareJob({ ...options, method: 'client', wait: false, stage: 'test' }),
      { aws: new FakeLake().aws },
      {},
      recordingTask(),
    );
    expect(second).toMatchObject({ finished: false, facts: { method: 'client', wait: false, stage: 'test' } });
  });
});

test('an unknown method is refused with those that there are', async () => {
  await withJob(
    probe(async () => ({})),
    async () => {
      await expect(prepareJob({ ...options, method: 'magic' })).rejects.toThrow(/unknown method of probe; got 'magic'; allowed: pipeline, client/);
    },
  );
});

test('an interruption says how to go on, whatever the job made of it', async () => {
  const task = recordingTask();
  const job = probe(async () => {
    task.abort();
    task.signal.throwIfAborted();
    return {};
  });

  await withJob(job, async () => {
    await expect(runJob(await prepareJob(options), { aws: new FakeLake().aws }, {}, task)).rejects.toThrow(
      /probe was interrupted; .*run it again: jobs are idempotent/,
    );
  });
});

test('what goes wrong without an interruption stays what it is', async () => {
  const failure = new Error('a bug');
  const job = probe(async () => {
    throw failure;
  });

  await withJob(job, async () => {
    await expect(runJob(await prepareJob(options), { aws: new FakeLake().aws }, {}, recordingTask())).rejects.toBe(failure);
  });
});
