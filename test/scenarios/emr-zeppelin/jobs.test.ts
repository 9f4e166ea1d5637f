import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetCommandInvocationCommand } from '@aws-sdk/client-ssm';
import { data } from '../../../lib/scenarios/emr-zeppelin/data';
import { jobs } from '../../../lib/scenarios/emr-zeppelin/jobs';
import { logs } from '../../../lib/scenarios/emr-zeppelin/logs';
import { normalizedHours, queries } from '../../../lib/scenarios/emr-zeppelin/queries';
import { scenario } from '../../../lib/scenarios/emr-zeppelin/scenario';
import { REPLACE_CLUSTER, TABLES } from '../../../lib/scenarios/emr-zeppelin/settings';
import { tools } from '../../../lib/scenarios/emr-zeppelin/tools';
import { NodeAccount } from '../../support/node-account';
import { recordingTask } from '../../support/task';
import { CONTRACT } from './templates';

let account: NodeAccount;
beforeEach(() => {
  account = new NodeAccount();
});

const context = (set: Record<string, unknown> = {}) => ({
  config: scenario.config.parse(set),
  stage: 'dev',
  contract: CONTRACT,
  aws: account.aws(),
  task: recordingTask(),
  params: {},
  method: undefined,
  wait: true,
  env: {},
});
const paragraphs = (...outcomes: [title: string, text: string][]) =>
  outcomes.map(([title, text], at) => `${JSON.stringify({ title, status: 'FINISHED', seconds: at + 0.5, text })}\n`).join('');

describe('configure', () => {
  test('is a step that keeps the cluster on failure, with settings without a secret', async () => {
    await expect(jobs.configure.run(context())).resolves.toEqual({
      cluster: 'j-1',
      step: 's-1',
      seconds: 95,
      user: 'analyst',
      password: CONTRACT.analystSecret,
    });
    const [step] = account.added;

    expect(step).toMatchObject({ Name: 'Configure Zeppelin', ActionOnFailure: 'CONTINUE', HadoopJarStep: { Jar: 'command-runner.jar' } });
    expect(step?.HadoopJarStep.Args[2]).toMatch(/bash configure\.sh "\$@"$/);
    expect(JSON.parse(step?.HadoopJarStep.Args[5] ?? '')).toEqual({
      region: 'us-east-1',
      data: 's3://data/data',
      sources: 's3://data/sources',
      scratch: 'hdfs:///user/zeppelin/movielens',
      database: 'zeppelin_demo',
      ratings: {
        host: CONTRACT.host,
        port: 5432,
        database: 'ratings',
        secret: CONTRACT.ratingsSecret,
        certificates: '/etc/pki/rds/global-bundle.pem',
      },
      analyst: CONTRACT.analystSecret,
    });
  });

  test('returns the step with --no-wait', async () => {
    await expect(jobs.configure.run({ ...context(), wait: false })).resolves.toEqual({ cluster: 'j-1', step: 's-1' });
  });
});

describe('acceptance 13: notes', () => {
  test('an output that Run Command cut is told, instead of a line that is no JSON', async () => {
    account.output = paragraphs(['Read', 'x'.repeat(30_000)]).slice(0, 24_000);

    await expect(jobs.nb1.run(context())).rejects.toThrow(
      /ran to its end, but its results are longer than Run Command keeps; got the first 24000 characters/,
    );
  });

  test('acceptance 13: runs a note on the primary node, and reports the duration of each paragraph', async () => {
    account.output = paragraphs(['Read the CSV file with a schema', 'rows = 21293\n'], ['Leave out what is no item', 'sales_rows = 20507\n']);

    await expect(jobs.nb1.run(context())).resolves.toEqual({
      rows: 21_293,
      sales_rows: 20_507,
      paragraphs: 2,
      '1 Read the CSV file with a schema': '0.5 s',
      '2 Leave out what is no item': '1.5 s',
    });
    expect(account.commands).toContain("python3.11 /opt/zeppelin-demo/run_note.py '1 Bakery'");
  });

  test('acceptance 13: a failed paragraph fails the job with its output', async () => {
    account.ssm
      .on(GetCommandInvocationCommand)
      .resolves({ Status: 'Failed', StandardErrorContent: "paragraph 'Read the CSV file' of note 1 Bakery failed:\nFileNotFoundError" });

    await expect(jobs.nb1.run(context())).rejects.toMatchObject({ refusal: { got: expect.stringContaining('FileNotFoundError') } });
  });

  test('passes form values unchanged, and accepts only numbers and data set names', async () => {
    await jobs.nb2.run({ ...context(), params: jobs.nb2.params?.parse({ dataset: 'full', avgRatingMin: '3.5' }) as never });
    await jobs.nb4.run({ ...context(), params: jobs.nb4.params?.parse({}) as never });

    expect(account.commands).toContain("python3.11 /opt/zeppelin-demo/run_note.py '2 MovieLens' 'dataset=full' 'avgRatingMin=3.5' 'RatingsMin=2'");
    expect(account.commands).toContain("python3.11 /opt/zeppelin-demo/run_note.py '4 PostgreSQL' 'avgRatingMin=4' 'RatingsMin=100'");
    for (const wrong of [{ dataset: "small'; rm" }, { avgRatingMin: '4; DROP TABLE ratings' }, { avgRatingMin: '6' }, { RatingsMin: '1.5' }])
      expect(jobs.nb2.params?.safeParse(wrong).success).toBe(false);
  });

  test('names a terminated cluster, and how to replace it without deleting lake and database', async () => {
    account.clusterState = 'TERMINATED';

    await expect(jobs.nb1.run(context())).rejects.toMatchObject({ refusal: { problem: 'cluster j-1 has terminated', fix: REPLACE_CLUSTER } });
    await expect(jobs.configure.run(context())).rejects.toMatchObject({
      refusal: {
        fix: expect.stringMatching(/^stagecraft deploy emr-zeppelin replaces it, then stagecraft run emr-zeppelin configure/),
      },
    });
  });
});

describe('acceptance 11: order', () => {
  test('acceptance 11: crawlers before the large data set create fewer tables; reports the missing tables and the job to run', async () => {
    account.tables = TABLES.filter((table) => !table.endsWith('_full'));

    await expect(jobs.crawl.run(context())).resolves.toEqual({
      tables: 5,
      missing: 'movies_parquet_full, ratings_parquet_full',
      next: 'stagecraft run emr-zeppelin nb2 --param dataset=full, then crawl again',
    });
    expect(account.crawled).toEqual(['bakery-transactions-crawler', 'movie-ratings-crawler']);
  });

  test('acceptance 11: crawlers before any note create no tables', async () => {
    await expect(jobs.crawl.run(context())).resolves.toMatchObject({
      tables: 0,
      next: 'stagecraft run emr-zeppelin nb1, stagecraft run emr-zeppelin nb2, stagecraft run emr-zeppelin nb2 --param dataset=full, then crawl again',
    });
  });

  test('acceptance 11: crawlers after both notes with both data sets create seven tables', async () => {
    account.tables = TABLES;

    await expect(jobs.crawl.run(context())).resolves.toEqual({ tables: 7, missing: 'none', next: 'stagecraft run emr-zeppelin nb3' });
  });

  test('acceptance 11: refuses note 3 until its tables exist', async () => {
    account.tables = ['bakery_csv', 'movies_parquet_100k'];

    await expect(jobs.nb3.run({ ...context(), params: jobs.nb3.params?.parse({}) as never })).rejects.toMatchObject({
      refusal: { got: 'missing: ratings_parquet_100k', fix: 'stagecraft run emr-zeppelin nb2, then stagecraft run emr-zeppelin crawl' },
    });
    expect(account.commands).toEqual([]);
  });
});

describe('acceptance 15: normalized hours', () => {
  const article = [
    { type: 'm5.xlarge', count: 1 },
    { type: 'm5.2xlarge', count: 3 },
  ];

  test('acceptance 15: m5.xlarge and three m5.2xlarge count 56 normalized hours per hour, and 112 for two hours', () => {
    expect(normalizedHours(article, 1)).toBe(56);
    expect(normalizedHours(article, 2)).toBe(112);
  });

  test('acceptance 15: the normalization factor is 1 for small and 64 for 8xlarge', () => {
    expect(normalizedHours([{ type: 'm1.small', count: 1 }], 1)).toBe(1);
    expect(normalizedHours([{ type: 'm5.8xlarge', count: 1 }], 1)).toBe(64);
    expect(() => normalizedHours([{ type: 'm5.metal', count: 1 }], 1)).toThrow(/no size that EMR counts/);
  });

  test('acceptance 15: a query computes them for both sizes', async () => {
    await expect(queries['normalized-hours'].run({ ...context(), params: { hours: 2 } })).resolves.toMatchObject({
      rows: [
        ['single', '1 x m7g.xlarge', 2, 16],
        ['multi', '1 x m7g.xlarge, 3 x m7g.2xlarge', 2, 112],
      ],
    });
  });
});

test('tables, notes and steps are listed', async () => {
  account.tables = ['bakery_csv'];

  await expect(queries.tables.run(context())).resolves.toMatchObject({ rows: [['bakery_csv', 'parquet', '', 's3://data/bakery_csv']] });
  await expect(queries.notes.run(context())).resolves.toMatchObject({ columns: ['note', 'bytes'] });
  await expect(queries.steps.run(context())).resolves.toMatchObject({ rows: [['s-1', 'The step', 'RUNNING', 0, '']] });
});

test('opens Zeppelin and YARN by port forwarding to the primary node', async () => {
  await expect(tools.zeppelin.open(context())).resolves.toMatchObject({ url: 'http://localhost:8890' });
  await tools.yarn.open(context());

  expect(account.forwarded).toEqual([
    { instanceId: 'i-primary', port: 8_890 },
    { instanceId: 'i-primary', host: CONTRACT.primaryDns, port: 8_088 },
  ]);
});

test('the Zeppelin log has timestamps and continuation lines', async () => {
  account.output = [
    ' INFO [2026-11-21 10:00:01,123] ({main} Server.java[main]:1) - Done',
    '  at a place',
    ' INFO [2026-11-20 10:00:01,123] old',
  ].join('\n');

  await expect(logs.zeppelin.read({ ...context(), since: new Date('2026-11-21T00:00:00Z') })).resolves.toEqual([
    { time: new Date('2026-11-21T10:00:01Z'), source: 'zeppelin', message: 'INFO ({main} Server.java[main]:1) - Done\n  at a place' },
  ]);
});

test('the PostgreSQL log is that of its instance', async () => {
  await expect(logs.postgres.read({ ...context(), since: new Date(0) })).resolves.toMatchObject([{ source: 'zeppelin-demo', message: 'a line' }]);
});

test('the crawler log reads only the streams of the crawlers', async () => {
  const aws = account.aws();
  const read = async ({ group, streamPrefix = '' }: { group: string; streamPrefix?: string }) =>
    [streamPrefix, `${streamPrefix}-of-another`].map((source) => ({ time: new Date(1_000), source, message: group }));

  await expect(logs.crawlers.read({ ...context(), aws: { ...aws, logs: { ...aws.logs, read } }, since: new Date(0) })).resolves.toMatchObject([
    { source: 'bakery-transactions-crawler', message: '/aws-glue/crawlers' },
    { source: 'movie-ratings-crawler', message: '/aws-glue/crawlers' },
  ]);
});

test('password opens the console page of the secret', async () => {
  const { url } = await tools.password.open(context());

  expect(url).toContain(`secretsmanager/secret?name=${encodeURIComponent(CONTRACT.analystSecret)}&region=us-east-1`);
});

describe('data', () => {
  const folder = () => mkdtempSync(join(tmpdir(), 'zeppelin-'));

  test('uploads only the data to the folder of the sources', async () => {
    const made = folder();
    await data.generate({ folder: made, params: data.params.parse({ sales: '20', ratings: '200' }) as never, task: recordingTask() });
    writeFileSync(join(made, 'notes.txt'), 'mine');

    await expect(data.upload({ ...context(), folder: made })).resolves.toMatchObject({ bucket: 'data', sets: 'bakery, small, full' });
    expect(account.uploads.sort()).toEqual([
      'data/sources/bakery/BreadBasket_DMS.csv',
      'data/sources/movielens/ml-latest-small/movies.csv',
      'data/sources/movielens/ml-latest-small/ratings.csv',
      'data/sources/movielens/ml-latest/movies.csv',
      'data/sources/movielens/ml-latest/ratings.csv',
    ]);
  });

  test('refuses a partial data set and an empty folder by name', async () => {
    const part = folder();
    mkdirSync(join(part, 'movielens/ml-latest-small'), { recursive: true });
    writeFileSync(join(part, 'movielens/ml-latest-small/movies.csv'), '');

    await expect(data.upload({ ...context(), folder: part })).rejects.toMatchObject({
      refusal: { problem: 'the set small is not complete', allowed: 'movielens/ml-latest-small/ratings.csv' },
    });
    await expect(data.upload({ ...context(), folder: folder() })).rejects.toMatchObject({
      refusal: { problem: 'the folder has none of the files that the notes read' },
    });
  });
});
