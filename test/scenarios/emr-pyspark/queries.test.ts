import { logs } from '../../../lib/scenarios/emr-pyspark/logs';
import { parseCsv, queries } from '../../../lib/scenarios/emr-pyspark/queries';
import { scenario } from '../../../lib/scenarios/emr-pyspark/scenario';
import { tools } from '../../../lib/scenarios/emr-pyspark/tools';
import { parsedParams } from '../../support/parsed-params';
import { recordingTask } from '../../support/task';
import { FakeAccount } from './fake-account';

const config = scenario.config.parse({});
const place = (account: FakeAccount, aws = account.aws()) => ({ config, stage: 'dev', contract: account.contract, aws, task: recordingTask() });
const ask = (query: (typeof queries)[keyof typeof queries], account: FakeAccount, params = {}, aws = account.aws()) =>
  query.run({ ...place(account, aws), params: parsedParams(query, params) });
const CLUSTER = { id: 'j-1', name: 'demo', arn: 'arn:j-1', state: 'RUNNING', reason: 'busy', isProtected: true, logUri: 's3://logs/', tags: {} };
const since = new Date('2026-11-21T00:00:00Z');

describe('results', () => {
  test.each([
    ['bakery-sales', 'bakery/bakery_sales'],
    ['movie-choices', 'movies/movie_choices'],
    ['movies-avg-ratings', 'movies/avg_ratings'],
    ['stock-volatility', 'stocks/stock_volatility'],
  ] as const)('%s reads the one CSV file of its job', async (name, folder) => {
    const account = new FakeAccount();
    account.objects.set(
      'analyzed',
      new Map([
        [`${folder}/csv/_SUCCESS`, ''],
        [`${folder}/csv/part-00000-a.csv`, 'item|count\nCoffee|4\nBread|3\n'],
      ]),
    );

    await expect(ask(queries[name], account)).resolves.toEqual({
      columns: ['item', 'count'],
      rows: [
        ['Coffee', 4],
        ['Bread', 3],
      ],
    });
  });

  test('names the job that produces a missing result', async () => {
    await expect(ask(queries['stock-volatility'], new FakeAccount())).rejects.toThrow(
      /no result in stocks\/stock_volatility yet; got no CSV file below s3:\/\/analyzed\/stocks\/stock_volatility\/csv\/; stagecraft run emr-pyspark stock-volatility/,
    );
  });

  test.each([
    ['a title with a bar', 'title|n\n"No|Yes"|1\n', [['No|Yes', 1]]],
    ['quotes within quotes, as Spark writes them', 'title|n\n"A \\"No\\", twice"|1\n', [['A "No", twice', 1]]],
    ['a line break within quotes', 'title|n\n"two\nlines"|1\n', [['two\nlines', 1]]],
    ['nothing', 'title|n\nNobody|\n', [['Nobody', null]]],
    ['numbers, and text that looks like one', 'a|b|c\n-1.5|1.0E-4|1,5\n', [[-1.5, 0.0001, '1,5']]],
    ['lines of Windows', 'a|b\r\n1|2\r\n', [[1, 2]]],
    ['no last line break', 'a|b\n1|2', [[1, 2]]],
  ])('reads %s', (_, text, rows) => {
    expect(parseCsv(text).rows).toEqual(rows);
  });

  test('has columns for an empty result', () => {
    expect(parseCsv('item|count\n')).toEqual({ columns: ['item', 'count'], rows: [] });
  });
});

test('tables lists the catalog', async () => {
  const account = new FakeAccount();
  account.tables = ['raw_bakery'];

  await expect(ask(queries.tables, account)).resolves.toMatchObject({ rows: [['raw_bakery', 'parquet', '', 's3://processed/raw_bakery']] });
});

test('objects counts by layer and folder', async () => {
  await expect(ask(queries.objects, new FakeAccount())).resolves.toEqual({
    columns: ['layer', 'folder', 'objects', 'bytes'],
    rows: [
      ['raw', 'bakery', 1, 1],
      ['raw', 'movie_ratings', 1, 1],
      ['raw', 'stocks', 1, 1],
      ['processed', 'bakery', 1, 1],
    ],
  });
});

test('clusters and steps list what runs', async () => {
  const account = new FakeAccount();
  const real = account.aws();
  const asked: string[] = [];
  const steps = async (id: string) => {
    asked.push(id);
    return [{ id: 's-1', name: 'Bakery Sales', state: 'RUNNING', seconds: 0, reason: '' }];
  };
  const aws = { ...real, emr: { ...real.emr, clusters: async () => [CLUSTER], steps } };

  await expect(ask(queries.clusters, account, {}, aws)).resolves.toMatchObject({ rows: [['j-1', 'demo', 'RUNNING', true, 'busy']] });
  await expect(ask(queries.steps, account, {}, aws)).resolves.toMatchObject({ rows: [['s-1', 'Bakery Sales', 'RUNNING', 0, '']] });
  await ask(queries.steps, account, { cluster: 'j-OTHER' }, aws);
  account.contract.clusterId = undefined;
  await expect(ask(queries.steps, account, {}, aws)).resolves.toMatchObject({ rows: [] });
  expect(asked).toEqual(['j-LONG', 'j-OTHER']);
});

describe('tools', () => {
  const withHistory = (account: FakeAccount, clusters: readonly (typeof CLUSTER)[] = []) => {
    const real = account.aws();
    return { ...real, emr: { ...real.emr, clusters: async () => clusters, historyUrl: async (arn: string) => `https://history/${arn}` } };
  };

  test('spark-history opens a presigned URL of the long-lived cluster, also of a terminated one', async () => {
    const account = new FakeAccount();
    account.clusterState = 'TERMINATED';

    await expect(tools['spark-history'].open(place(account, withHistory(account)))).resolves.toEqual({ url: 'https://history/arn:j-LONG' });
  });

  test('spark-history without a long-lived cluster opens that of a running cluster', async () => {
    const account = new FakeAccount();
    account.contract.clusterId = undefined;

    await expect(tools['spark-history'].open(place(account, withHistory(account, [CLUSTER])))).resolves.toEqual({ url: 'https://history/arn:j-1' });
  });

  test('spark-history without a cluster names the next step', async () => {
    const account = new FakeAccount();
    account.contract.clusterId = undefined;
    const { aws, ...rest } = place(account, withHistory(account));

    await expect(tools['spark-history'].open({ ...rest, aws: { ...aws, emr: { ...aws.emr, cluster: async () => undefined } } })).rejects.toThrow(
      /no cluster for a history server/,
    );
  });

  test.each([
    ['cluster', 'https://us-east-1.console.aws.amazon.com/emr/home?region=us-east-1#/clusterDetails/j-LONG'],
    ['workflows', 'https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/statemachines/view/arn%3Amachine%3AEMR-Demo-Analysis'],
    ['glue', 'https://us-east-1.console.aws.amazon.com/glue/home?region=us-east-1#/v2/data-catalog/databases/view/emr_demo'],
    ['bucket', 'https://us-east-1.console.aws.amazon.com/s3/buckets/analyzed?region=us-east-1'],
  ] as const)('%s is a page of the console', async (name, url) => {
    await expect(tools[name].open(place(new FakeAccount()))).resolves.toEqual({ url });
  });
});

describe('logs', () => {
  test('steps are the recent ones, on every cluster of the stage', async () => {
    const account = new FakeAccount();
    const real = account.aws();
    const step = (id: string, ended?: Date) => ({ id, name: `step ${id}`, state: 'COMPLETED', seconds: 1, reason: '', ...(ended && { ended }) });
    const emr = {
      ...real.emr,
      clusters: async () => [CLUSTER],
      steps: async (id: string) =>
        id === 'j-1'
          ? [step('s-2', new Date('2026-11-21T02:00:00Z'))]
          : [step('s-1', new Date('2026-11-21T01:00:00Z')), step('s-0', new Date(0)), step('s-9')],
      stepLog: async (_: unknown, id: string) => `log of ${id}\nsecond line`,
    };

    const lines = await logs.steps.read({ ...place(account, { ...real, emr }), since });

    expect(lines.map(({ source, message }) => `${source}: ${message}`)).toEqual([
      'j-LONG step s-1: log of s-1',
      'j-LONG step s-1: second line',
      'j-1 step s-2: log of s-2',
      'j-1 step s-2: second line',
    ]);
  });

  test('serverless are those of recent runs, and none without EMR Serverless', async () => {
    const account = new FakeAccount();
    const real = account.aws();
    const emrServerless = {
      ...real.emrServerless,
      runs: async () => [
        { id: 'r-1', name: 'Sales', state: 'SUCCESS', seconds: 0 },
        { id: 'r-2', name: 'Quiet', state: 'SUCCESS', seconds: 0, updated: since },
      ],
      log: async (_: string, id: string) => (id === 'r-1' ? 'hello' : ''),
    };

    await expect(logs.serverless.read({ ...place(account, { ...real, emrServerless }), since })).resolves.toEqual([
      { time: since, source: 'Sales', message: 'hello' },
    ]);
    account.contract.serverlessApplication = undefined;
    await expect(logs.serverless.read({ ...place(account), since })).resolves.toEqual([]);
  });

  test('workflows and crawlers are in CloudWatch', async () => {
    const account = new FakeAccount();
    const asked: unknown[] = [];
    const read = async (options: { readonly group: string; readonly streamPrefix?: string }) => {
      asked.push(options.streamPrefix ?? options.group);
      return [
        { time: since, source: 'emr-demo-raw', message: 'done' },
        { time: since, source: 'emr-demo-raw-test', message: 'of another stage' },
      ];
    };
    const aws = account.aws({ logs: { read } as never });

    await logs.workflows.read({ ...place(account, aws), since });
    const lines = await logs.crawlers.read({ ...place(account, aws), since });

    expect(asked).toEqual(['/aws/vendedlogs/states/EmrDemoStateMachineLogGroup', 'emr-demo-raw', 'emr-demo-processed']);
    expect(lines.map(({ message }) => message)).toEqual(['done']);
  });
});
