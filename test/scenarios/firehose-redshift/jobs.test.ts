import { jobs } from '../../../lib/scenarios/firehose-redshift/jobs';
import { simulate, smokeTest } from '../../../lib/scenarios/firehose-redshift/stream';
import { TEST_GUID } from '../../../workloads/firehose-redshift/sensors';
import { account, PASSWORD, streamOnly } from './account';

const sqlOf = (asked: readonly { readonly sql: string }[]) => asked.map(({ sql }) => sql).join('\n');

describe('schema', () => {
  test('acceptance 8: creates six tables in one transaction, then the database user of Firehose', async () => {
    const { context, asked } = account({ answer: () => [[0]] });
    await expect(jobs.schema.run(context)).resolves.toMatchObject({ tables: 6 });

    const [first] = asked;
    expect(first?.kind).toBe('transaction');
    expect(first?.sql.match(/CREATE TABLE sensor\.\w+/g)).toHaveLength(6);
    expect(first?.warehouse).toEqual({ database: 'dev', workgroup: 'sensor-warehouse' });
    expect(sqlOf(asked)).toMatch(/CREATE USER firehose_loader PASSWORD 'sha256\|[0-9a-f]{64}\|[0-9a-f]{64}'/);
    expect(sqlOf(asked)).toContain('GRANT INSERT ON sensor.message TO firehose_loader');
  });

  test('acceptance 2: statements, facts and progress lines have no password', async () => {
    const { context, task, asked } = account();
    const facts = await jobs.schema.run(context);
    expect(JSON.stringify([facts, task.lines, asked])).not.toContain(PASSWORD);
  });

  test('resets the password of an existing user', async () => {
    const { context, asked } = account({ answer: () => [[1]] });
    await jobs.schema.run(context);
    expect(sqlOf(asked)).toContain('ALTER USER firehose_loader');
    expect(sqlOf(asked)).not.toContain('CREATE USER');
  });

  test('autocopy: drops the older COPY job first, and creates the new one last', async () => {
    const { context, asked } = account({ set: { delivery: 'autocopy' }, contract: { loaderSecret: undefined }, answer: () => [[1]] });
    await jobs.schema.run(context);
    expect(asked.map(({ sql }) => sql.slice(0, 13))).toEqual(['SELECT COUNT(', 'COPY JOB DROP', 'DROP SCHEMA I', 'COPY sensor.m']);
    expect(asked.at(-1)?.sql).toMatch(
      /FROM 's3:\/\/data\/message\/' IAM_ROLE 'arn:aws:iam::111122223333:role\/load'.*JOB CREATE sensor_message_copy AUTO ON$/s,
    );
  });

  test('streaming: creates a materialized view of the stream instead of the table', async () => {
    const { context, asked } = account({ set: { delivery: 'streaming' }, contract: streamOnly });
    await expect(jobs.schema.run(context)).resolves.toMatchObject({ tables: 5 });
    expect(sqlOf(asked)).toContain('CREATE EXTERNAL SCHEMA sensor_stream FROM KINESIS IAM_ROLE');
    expect(asked.at(-1)?.sql).toMatch(/^CREATE MATERIALIZED VIEW sensor\.message AUTO REFRESH YES.*FROM sensor_stream\."sensor-readings"/s);
  });

  test('uses the deployed delivery, independent of the configuration of the command', async () => {
    const { context } = account({ set: { delivery: 'direct' }, contract: streamOnly });
    await expect(jobs.schema.run(context)).resolves.toMatchObject({ delivery: 'materialized view of sensor-readings' });
  });

  test.each([
    ['no warehouse', { workgroup: undefined }, 'this deployment has no warehouse'],
    ['a cluster without its secret', { cluster: 'c' }, 'this deployment has no secret of the administrator'],
  ])('%s: names the missing part of the deployment, and how to deploy it', async (_, contract, problem) => {
    const { context, asked } = account({ contract });
    await expect(jobs.views.run(context)).rejects.toMatchObject({
      refusal: { problem, fix: 'stagecraft deploy firehose-redshift, then repeat the command' },
    });
    expect(asked).toEqual([]);
  });

  test('queries a provisioned cluster with the secret of its master user', async () => {
    const { context, asked } = account({ contract: { cluster: 'c', adminSecret: 'arn:secret' } });
    await jobs.views.run(context);
    expect(asked[0]?.warehouse).toEqual({ database: 'dev', cluster: 'c', secret: 'arn:secret' });
  });
});

describe('load and views', () => {
  test('acceptance 9: replaces five tables from their folders in one transaction, with the IAM role', async () => {
    const { context, asked } = account({
      answer: () => [
        ['history', 30],
        ['message', 0],
      ],
    });
    await expect(jobs.load.run(context)).resolves.toEqual({ history: 30 });
    expect(asked[0]?.kind).toBe('transaction');
    expect(asked[0]?.sql.match(/FROM 's3:\/\/data\/\w+\/' IAM_ROLE 'arn:aws:iam::111122223333:role\/load' FORMAT CSV IGNOREHEADER 1/g)).toHaveLength(
      5,
    );
    expect(asked[0]?.sql).not.toMatch(/TRUNCATE|\$/);
  });

  test('refuses a table without data before it deletes anything', async () => {
    const { context, asked } = account({ objects: ['history/h.csv'] });
    await expect(jobs.load.run(context)).rejects.toThrow(/there is no data for the table location; got s3:\/\/data\/location\/ is empty/);
    expect(asked).toEqual([]);
  });

  test('acceptance 10: six views in one transaction', async () => {
    const { context, asked } = account();
    await expect(jobs.views.run(context)).resolves.toEqual({ views: 6 });
    expect(asked).toHaveLength(1);
  });
});

describe('smoke-test', () => {
  test('acceptance 14: sends a reading of an unknown sensor, waits for it and deletes it; other readings stay', async () => {
    let looks = 0;
    const { deployed, put, asked } = account({ answer: () => [[[0, 1, 0][looks++] ?? 0]] });
    await expect(smokeTest(deployed, 10, () => 1_000_000, 0)).resolves.toEqual({ arrivedAfterSeconds: 0, left: 0 });
    expect(put).toEqual([{ stream: 'redshift-delivery-stream', records: [`{"guid":"${TEST_GUID}","ts":1000,"temp":999.99}\n`] }]);
    const removal = asked.find(({ kind }) => kind === 'execute');
    expect(removal).toMatchObject({
      sql: expect.stringContaining('DELETE FROM sensor.message WHERE guid = :guid'),
      parameters: [{ name: 'guid', value: TEST_GUID }],
    });
  });

  test('reports a reading that does not arrive, with the logs to read', async () => {
    let clock = 0;
    const { deployed } = account({ answer: () => [[0]] });
    await expect(
      smokeTest(
        deployed,
        1,
        () => {
          clock += 30_000;
          return clock;
        },
        0,
      ),
    ).rejects.toThrow(/the reading did not arrive; got nothing after 1 minutes; see why: stagecraft logs/);
  });

  test('reports a reading that the stream rejects, with the reason', async () => {
    const { deployed } = account({ refusals: [['ServiceUnavailableException']] });
    await expect(smokeTest(deployed, 1, () => 0, 0)).rejects.toThrow(/the stream refused the reading; got ServiceUnavailableException/);
  });

  test("reports that rows of a stream's view cannot be removed", async () => {
    const { deployed, asked } = account({ set: { delivery: 'streaming' }, contract: streamOnly, answer: () => [[1]] });
    await expect(smokeTest(deployed, 1, () => 0, 0)).resolves.toMatchObject({ left: 1 });
    expect(asked.some(({ kind }) => kind === 'execute')).toBe(false);
  });
});

describe('simulate', () => {
  const params = { interval: 60, steps: 20, repeat: 1, offset: 0, seed: 1, speed: 100_000 };

  test('sends every reading in batches and reports rate and failures', async () => {
    const { context, put } = account();
    const facts = await jobs.simulate.run({ ...context, params });
    expect(facts).toMatchObject({ stream: 'redshift-delivery-stream', sent: 120, failed: 0, stopped: false, perSecond: expect.any(Number) });
    expect(put.flatMap(({ records }) => records)).toHaveLength(120);
    expect(put.length).toBeLessThan(10);
  });

  test('accelerated readings end now, without timestamps in the future', async () => {
    const { context, put } = account();
    await jobs.simulate.run({ ...context, params });
    const times = put.flatMap(({ records }) => records).map((record) => (JSON.parse(record) as { ts: number }).ts);
    expect(Math.max(...times)).toBeLessThanOrEqual(Date.now() / 1_000);
  });

  test('sends to a data stream, partitioned by sensor', async () => {
    const { context, put } = account({ contract: streamOnly });
    await jobs.simulate.run({ ...context, params });
    expect(put[0]).toMatchObject({ stream: 'sensor-readings' });
    expect(put[0]?.records[0]).toMatch(/^([0-9a-f-]{36}) \{"guid":"\1"/);
  });

  test('fails with the reason when readings are never accepted', async () => {
    const { context } = account({ refusals: Array.from({ length: 12 }, () => ['ServiceUnavailableException']) });
    let clock = 0;
    const time = {
      nowMs: 0,
      clock: () => clock,
      pause: async (milliseconds: number) => {
        clock += milliseconds;
      },
    };
    await expect(simulate(context, params, time)).rejects.toThrow(/the stream refused 1 readings; got ServiceUnavailableException/);
    expect(clock).toBeGreaterThan(6_000);
  });

  test('acceptance 16: an interval of 60 s and two cycles are planned as 7 h 25 min, without sending readings', async () => {
    const plan = jobs.plan.params?.parse({ interval: 60, repeat: 2 });
    const facts = await jobs.plan.run({ ...account().context, params: plan as never });
    expect(facts).toEqual({ readings: 2_400, runTime: '7 h 25 min', seconds: 26_700 });
  });
});

describe('recopy', () => {
  test('copies by an existing manifest', async () => {
    const { context, asked } = account({ objects: ['errors/manifests/one'] });
    await jobs.recopy.run({ ...context, params: { manifest: 'errors/manifests/one' } });
    expect(asked[0]?.sql).toMatch(/FROM 's3:\/\/data\/errors\/manifests\/one'.*MANIFEST FORMAT JSON 'auto' GZIP/s);
  });

  test('refuses a missing one', async () => {
    const { context } = account({ objects: ['errors/manifests/one-more'] });
    await expect(jobs.recopy.run({ ...context, params: { manifest: 'errors/manifests/one' } })).rejects.toThrow(/there is no such manifest/);
  });
});
