import { prepareQuery } from '../../../lib/actions/query';
import type { Statement } from '../../../lib/aws/athena';
import type { Aws } from '../../../lib/aws/aws';
import type { LogLine } from '../../../lib/contract/values';
import { logs } from '../../../lib/scenarios/glue-athena-data-lake/logs';
import { queries } from '../../../lib/scenarios/glue-athena-data-lake/queries';
import { jdbc, tools } from '../../../lib/scenarios/glue-athena-data-lake/tools';
import { bindParameters } from '../../../workloads/athena/bind';
import { CONTRACT, FakeLake } from '../../support/fake-lake';
import { parsedParams } from '../../support/parsed-params';
import { recordingTask } from '../../support/task';

const ANSWER = { columns: ['a'], rows: [[1]] };

function deployed(aws: Partial<Aws> = {}, contract = CONTRACT) {
  return { config: {} as never, stage: 'dev', contract, aws: { ...new FakeLake().aws, ...aws }, task: recordingTask() };
}

/** Runs a SQL query, and returns the requests to Athena. */
async function asked(name: keyof typeof queries, params: object = {}): Promise<Statement> {
  const statements: Statement[] = [];
  const { aws } = new FakeLake();
  const query: typeof aws.athena.query = async (statement) => {
    statements.push(statement);
    return ANSWER;
  };
  const context = { ...deployed({ athena: { ...aws.athena, query } }), params: parsedParams(queries[name], params) };
  await expect(queries[name].run(context)).resolves.toBe(ANSWER);
  return statements[0] as Statement;
}

describe('queries of SQL', () => {
  test.each<[keyof typeof queries, object, object]>([
    ['preview', {}, {}],
    ['cost-by-device', {}, { loc_id: 'b6a8d42425fde548', date: '2019-12-21' }],
    ['cost-by-device', { hub: '08ae3df798df8b90', day: '2019-12-22' }, { loc_id: '08ae3df798df8b90', date: '2019-12-22' }],
    ['hubs-by-postcode', {}, { states: 'or,ca' }],
    ['washer-half-hour', {}, { loc_id: 'b6a8d42425fde548', device: 'Clothes Washer', ts_from: '2019-12-21 08:45:00', ts_to: '2019-12-21 09:15:00' }],
  ])('%s %j queries in the workgroup of analysts, with the parameters of its statement', async (name, params, values) => {
    const statement = await asked(name, params);

    expect(statement).toMatchObject({ workgroup: 'smart-hub', database: 'smart_hub_data_catalog', values });
    expect(bindParameters(statement.sql, statement.values).parameters).toHaveLength((statement.sql.match(/\$\w+/g) ?? []).length);
  });

  test.each([
    ['cost-by-device', { day: 'yesterday' }, /day is not valid; got "yesterday"/],
    ['hubs-by-postcode', { states: "or','ca" }, /states is not valid/],
    ['washer-half-hour', { from: '08:45' }, /from is not valid; got "08:45"; allowed: a local time such as 2019-12-21 08:45:00/],
    ['partitions', { table: 'a b' }, /table is not valid/],
    ['history', { count: '0' }, /count is not valid; got "0"; allowed: a whole number from 1 to 500/],
  ])('%s refuses %j before it queries', async (query, params, message) => {
    await expect(prepareQuery({ scenario: 'glue-athena-data-lake', query, params })).rejects.toThrow(message);
  });
});

test('tables lists the catalog with formats and partitions', async () => {
  const { aws } = new FakeLake();
  const tables = async () => [{ name: 'a', classification: 'json', location: 's3://x/a/', partitionKeys: ['dt', 'h'] }];

  await expect(queries.tables.run({ ...deployed({ glue: { ...aws.glue, tables } }), params: {} })).resolves.toEqual({
    columns: ['table', 'classification', 'partitioned by', 'location'],
    rows: [['a', 'json', 'dt, h', 's3://x/a/']],
  });
});

test('objects counts objects of the data bucket by top-level folder', async () => {
  const { aws } = new FakeLake();
  const list: typeof aws.s3.list = async (bucket) => {
    expect(bucket).toBe('smart-hub-data');
    return [
      { key: 'a/x/1', bytes: 3 },
      { key: 'a/2', bytes: 4 },
      { key: 'b/1', bytes: 0 },
    ];
  };

  await expect(queries.objects.run({ ...deployed({ s3: { ...aws.s3, list } }), params: {} })).resolves.toEqual({
    columns: ['folder', 'objects', 'bytes'],
    rows: [
      ['a', 2, 7],
      ['b', 1, 0],
    ],
  });
});

test('partitions lists those of the locations unless told otherwise', async () => {
  const { aws } = new FakeLake();
  const partitions: typeof aws.glue.partitions = async (_, table) => [{ values: [table, '2'], location: 's3://x' }];

  await expect(
    queries.partitions.run({ ...deployed({ glue: { ...aws.glue, partitions } }), params: parsedParams(queries.partitions, {}) }),
  ).resolves.toEqual({
    columns: ['partition', 'location'],
    rows: [['smart_hub_locations_parquet, 2', 's3://x']],
  });
});

describe('history', () => {
  const past = (workgroup: string, minute: number, sql: string) => ({
    id: `${workgroup}-${minute}`,
    state: 'SUCCEEDED',
    submitted: new Date(Date.UTC(2026, 0, 1, 0, minute)),
    sql,
    reason: undefined,
    bytesScanned: 1_234_567,
    milliseconds: 2_340,
  });

  test('merges both workgroups, newest first, and shortens statements', async () => {
    const { aws } = new FakeLake();
    const long = `SELECT ${'x'.repeat(80)}`;
    const history: typeof aws.athena.history = async (workgroup) =>
      workgroup === 'smart-hub' ? [past(workgroup, 1, 'SELECT\n  1')] : [past(workgroup, 2, long), past(workgroup, 0, 'old')];

    const table = await queries.history.run({
      ...deployed({ athena: { ...aws.athena, history } }),
      params: parsedParams(queries.history, { count: '2' }),
    });

    expect(table.columns).toEqual(['submitted', 'state', 'seconds', 'MB', 'statement', 'reason']);
    expect(table.rows).toEqual([
      ['2026-01-01T00:02:00.000Z', 'SUCCEEDED', 2.3, 1.23, `${long.slice(0, 59)}…`, ''],
      ['2026-01-01T00:01:00.000Z', 'SUCCEEDED', 2.3, 1.23, 'SELECT 1', ''],
    ]);
  });

  test('has columns without any query', async () => {
    const { aws } = new FakeLake();
    const table = await queries.history.run({
      ...deployed({ athena: { ...aws.athena, history: async () => [] } }),
      params: parsedParams(queries.history, {}),
    });

    expect(table).toEqual({ columns: ['submitted', 'state', 'seconds', 'MB', 'statement', 'reason'], rows: [] });
  });
});

describe('tools', () => {
  const page = async (tool: keyof typeof tools, target: Partial<Aws['target']> = {}, contract = CONTRACT) => {
    const { aws } = new FakeLake();
    return (await tools[tool].open(deployed({ target: { ...aws.target, ...target } }, contract))).url;
  };

  test.each<[keyof typeof tools, string]>([
    ['athena', 'https://eu-central-1.console.aws.amazon.com/athena/home?region=eu-central-1#/query-editor'],
    ['glue', 'https://eu-central-1.console.aws.amazon.com/glue/home?region=eu-central-1#/v2/data-catalog/databases/view/smart_hub_data_catalog'],
    [
      'pipeline',
      'https://eu-central-1.console.aws.amazon.com/states/home?region=eu-central-1#/statemachines/view/arn%3Aaws%3Astates%3Aeu-central-1%3A111122223333%3AstateMachine%3Asmart-hub-pipeline',
    ],
    ['bucket', 'https://eu-central-1.console.aws.amazon.com/s3/buckets/smart-hub-data?region=eu-central-1'],
  ])('%s opens a page of the console in the region', async (tool, url) => {
    await expect(page(tool)).resolves.toBe(url);
  });

  test('uses the console host of other partitions', async () => {
    await expect(page('athena', { region: 'cn-north-1' })).resolves.toBe(
      'https://cn-north-1.console.amazonaws.cn/athena/home?region=cn-north-1#/query-editor',
    );
    await expect(page('athena', { region: 'us-gov-west-1' })).resolves.toMatch(/^https:\/\/us-gov-west-1\.console\.amazonaws-us-gov\.com\//);
  });

  test('opens the dashboard if it is deployed', async () => {
    const contract = { ...CONTRACT, dashboard: 'energy' };

    await expect(page('dashboard', {}, contract)).resolves.toBe('https://eu-central-1.quicksight.aws.amazon.com/sn/dashboards/energy');
    await expect(page('dashboard', { region: 'cn-north-1' }, contract)).resolves.toMatch(/^https:\/\/cn-north-1\.quicksight\.amazonaws\.cn\//);
    await expect(page('dashboard')).rejects.toThrow(/deployed without its dashboard; stagecraft deploy .* --set withDashboard=true/);
  });

  test('refuses a console page behind a custom endpoint', async () => {
    await expect(page('glue', { endpoint: 'http://127.0.0.1:4566' })).rejects.toThrow(
      /no console behind a custom endpoint; got http:\/\/127\.0\.0\.1:4566/,
    );
    await expect(page('dashboard', { endpoint: 'http://127.0.0.1:4566' }, { ...CONTRACT, dashboard: 'energy' })).rejects.toThrow(
      /no console behind a custom endpoint/,
    );
  });
});

describe('logs', () => {
  const since = new Date(0);
  const line = (second: number, source: string): LogLine => ({ time: new Date(second * 1_000), source, message: 'm' });
  const reading = (groups: Readonly<Record<string, readonly LogLine[]>>) => {
    const { aws } = new FakeLake();
    const read: typeof aws.logs.read = async ({ group, streamPrefix = '' }) =>
      groups[`${group}${streamPrefix === '' ? '' : ` ${streamPrefix}`}`] ?? [];
    return { ...deployed({ logs: { ...aws.logs, read } }), since };
  };

  test('functions have their names as sources', async () => {
    const context = reading({
      '/aws/lambda/athena-json-to-parquet-data': [line(3, '2026/01/01/[$LATEST]x')],
      '/aws/lambda/athena-complex-etl-query': [line(1, '2026/01/01/[$LATEST]y')],
    });

    await expect(logs.functions.read(context)).resolves.toEqual([line(3, 'athena-json-to-parquet-data'), line(1, 'athena-complex-etl-query')]);
  });

  test('lists the crawlers of this stage', async () => {
    const context = reading({
      '/aws-glue/crawlers smart-hub-data-json': [line(2, 'smart-hub-data-json'), line(1, 'smart-hub-data-json-test')],
      '/aws-glue/crawlers smart-hub-rates-xml': [line(1, 'smart-hub-rates-xml')],
    });

    await expect(logs.crawlers.read(context)).resolves.toEqual([line(2, 'smart-hub-data-json'), line(1, 'smart-hub-rates-xml')]);
  });

  test('the job and the pipeline have separate groups', async () => {
    const context = reading({
      '/aws-glue/jobs/rates-xml-to-parquet/output': [line(2, 'jr_1-driver')],
      '/aws-glue/jobs/rates-xml-to-parquet/error': [line(1, 'jr_1-driver')],
      '/aws/vendedlogs/states/smart-hub-pipeline': [line(1, 'states/x')],
    });

    await expect(logs.rates.read(context)).resolves.toEqual([line(2, 'rates-xml-to-parquet'), line(1, 'rates-xml-to-parquet')]);
    await expect(logs.pipeline.read(context)).resolves.toEqual([line(1, 'smart-hub-pipeline')]);
  });
});

test('acceptance 19: the JDBC URL has region, workgroup and results location, and no secret', () => {
  const url = jdbc(deployed());

  expect(url).toBe(
    'jdbc:athena://Region=eu-central-1;WorkGroup=smart-hub;OutputLocation=s3://smart-hub-data/tmp/;Database=smart_hub_data_catalog;CredentialsProvider=DefaultChain;',
  );
  expect(url).not.toMatch(/user=|password=|key|secret|token/i);
});
