import { logs } from '../../../lib/scenarios/emr-mwaa/logs';
import { queries } from '../../../lib/scenarios/emr-mwaa/queries';
import { tools } from '../../../lib/scenarios/emr-mwaa/tools';
import { parsedParams } from '../../support/parsed-params';
import { account, cluster } from './account';

test('open airflow signs in', async () => {
  await expect(tools.airflow.open(account().context)).resolves.toEqual({ url: 'https://abc.airflow.aws/aws_mwaa/aws-console-sso?login=true#token' });
  await expect(tools.environment.open(account().context)).resolves.toEqual({ url: expect.stringContaining('environments/emr-mwaa') });
  await expect(tools.bucket.open(account().context)).resolves.toEqual({ url: expect.stringContaining('airflow-dags') });
  await expect(tools.clusters.open(account().context)).resolves.toEqual({ url: expect.stringContaining('emr/home') });
});

test.each(Object.entries(logs))('logs %s come from a group of the environment', async (_, source) => {
  const [line] = await source.read({ ...account().context, since: new Date(0) });

  expect(line?.source).toMatch(/^airflow-emr-mwaa-(DAGProcessing|Scheduler|Task|WebServer|Worker)$/);
});

const QUEUED = { dag_id: 'multiple_steps', dag_run_id: 'r2', state: 'queued', start_date: null, duration: null };
const ENDED = { dag_id: 'multiple_steps', dag_run_id: 'r1', state: 'success', start_date: '2026-11-20T08:00:00Z', duration: 812.44 };

describe('queries', () => {
  const ask = (name: keyof typeof queries, params: Record<string, unknown> = {}, options = {}) => {
    const { context, requests } = account(options);
    return { requests, table: queries[name].run({ ...context, params: parsedParams(queries[name], params) } as never) };
  };

  test('environment shows its state', async () => {
    await expect(ask('environment').table).resolves.toMatchObject({ rows: [['emr-mwaa', 'AVAILABLE', '3.3.1', '', '', '']] });
  });

  test('environment reports a missing one', async () => {
    await expect(ask('environment', {}, { isDeployed: false }).table).resolves.toMatchObject({ rows: [['emr-mwaa', 'not there', '', '', '', '']] });
  });

  test.each([
    ['bakery_sales', ['bakery_sales']],
    ['all', ['spark_pi_example', 'bakery_sales', 'multiple_steps']],
  ])('runs requests %s', async (dag, asked) => {
    const { requests, table } = ask('runs', { dag });
    await table;
    expect(requests[0]?.body).toMatchObject({ dag_ids: asked });
  });

  test('runs refuses an unknown DAG', () => {
    expect(() => parsedParams(queries.runs, { dag: 'nope' })).toThrow();
  });

  test('runs shows start and duration, and leaves a queued run blank', async () => {
    await expect(ask('runs', {}, { runs: [QUEUED, ENDED] }).table).resolves.toEqual({
      columns: ['dag', 'run', 'state', 'started', 'seconds'],
      rows: [
        ['multiple_steps', 'r2', 'queued', '', 0],
        ['multiple_steps', 'r1', 'success', '2026-11-20T08:00:00Z', 812.4],
      ],
    });
  });

  test('tasks shows those of a run, and none when there has been no run', async () => {
    await expect(ask('tasks', { run: 'r1' }).table).resolves.toMatchObject({
      rows: [0, 1, 2, 3].map((copy) => ['r1', 'watch_step', String(copy), 'success', 0]),
    });
    await expect(ask('tasks').table).resolves.toMatchObject({ rows: [] });
  });

  test('tasks reads the latest run by default', async () => {
    const { requests, table } = ask('tasks', {}, { runs: [ENDED] });

    expect((await table).rows.map(([run]) => run)).toEqual(['r1', 'r1', 'r1', 'r1']);
    expect(requests.map(({ body }) => body)).toEqual([
      expect.objectContaining({ dag_ids: ['multiple_steps'], page_limit: 1 }),
      expect.objectContaining({ dag_ids: ['multiple_steps'], dag_run_ids: ['r1'] }),
    ]);
  });

  test('tasks shows no map index for an unmapped task', async () => {
    const { context } = account();
    const task = { task: 'create_job_flow', index: -1, state: 'success', seconds: 4 };
    const aws = { ...context.aws, mwaa: { ...context.aws.mwaa, tasks: async () => [task] } };

    await expect(queries.tasks.run({ ...context, aws, params: parsedParams(queries.tasks, { run: 'r1' }) })).resolves.toMatchObject({
      rows: [['r1', 'create_job_flow', '', 'success', 4]],
    });
  });

  test('import-errors quotes the last line', async () => {
    await expect(ask('import-errors').table).resolves.toMatchObject({ rows: [['x.py', 'SyntaxError: no']] });
  });

  test('steps shows those of clusters that still run', async () => {
    await expect(ask('steps', {}, { clusters: [cluster({ 'stagecraft:airflow': 'emr-mwaa' })] }).table).resolves.toMatchObject({
      rows: [['j-1', 'Bakery Sales', 'RUNNING', 3, '']],
    });
  });
});
