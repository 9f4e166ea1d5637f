import { queries } from '../../../lib/scenarios/emr-mwaa/queries';
import { logs, tools } from '../../../lib/scenarios/emr-mwaa/tools';
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

describe('queries', () => {
  const ask = (name: keyof typeof queries, params: Record<string, unknown> = {}, options = {}) => {
    const { context, requests } = account(options);
    return { requests, table: queries[name].run({ ...context, params: queries[name].params.parse(params) } as never) };
  };

  test('environment says how it is', async () => {
    await expect(ask('environment').table).resolves.toMatchObject({ rows: [['emr-mwaa', 'AVAILABLE', '3.3.1', '', '', '']] });
  });

  test('runs asks about one DAG or all', async () => {
    const { requests, table } = ask('runs', { dag: 'bakery_sales' });
    await table;
    expect(requests[0]?.body).toMatchObject({ dag_ids: ['bakery_sales'] });
    expect(() => queries.runs.params.parse({ dag: 'nope' })).toThrow();
  });

  test('tasks shows those of a run, and none when there has been no run', async () => {
    await expect(ask('tasks', { run: 'r1' }).table).resolves.toMatchObject({
      rows: [0, 1, 2, 3].map((copy) => ['r1', 'watch_step', String(copy), 'success', 0]),
    });
    await expect(ask('tasks').table).resolves.toMatchObject({ rows: [] });
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
