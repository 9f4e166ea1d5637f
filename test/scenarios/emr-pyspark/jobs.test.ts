import { AddJobFlowStepsCommand } from '@aws-sdk/client-emr';
import { StartJobRunCommand } from '@aws-sdk/client-emr-serverless';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { prepareJob } from '../../../lib/actions/run-job';
import { jobs } from '../../../lib/scenarios/emr-pyspark/jobs';
import { FakeAccount } from './fake-account';
import { ANALYZE, BUCKETS, PRICES, PROCESS, RATINGS } from './steps';

let account: FakeAccount;
beforeEach(() => {
  account = new FakeAccount();
});

describe('step-functions', () => {
  test.each([
    ['process', 'EMR-Demo-Process', PROCESS],
    ['analyze', 'EMR-Demo-Analysis', ANALYZE],
  ] as const)('%s starts its state machine with the arguments of its steps', async (workflow, machine, expected) => {
    const facts = await account.run(jobs[workflow], { method: 'step-functions' });
    const { stateMachineArn, input = '' } = account.steps.commandCalls(StartExecutionCommand)[0]?.args[0].input ?? {};

    expect(stateMachineArn).toBe(`arn:machine:${machine}`);
    expect(JSON.parse(input)).toEqual({
      CreateCluster: true,
      TerminateCluster: true,
      Args: Object.fromEntries(expected.map(({ Name, HadoopJarStep }) => [Name.replaceAll(' ', '_'), HadoopJarStep.Args])),
    });
    expect(facts).toEqual({ method: 'step-functions', execution: 'arn:execution', cluster: 'j-MADE', jobs: expected.length });
  });

  test('is not offered for a single job', async () => {
    await expect(prepareJob({ scenario: 'emr-pyspark', job: 'bakery-sales', method: 'step-functions' })).rejects.toThrow(
      /unknown method of bakery-sales; got 'step-functions'; allowed: steps, primary-node, transient, serverless/,
    );
    await expect(account.run(jobs['bakery-sales'], { method: 'step-functions' })).rejects.toThrow(/step-functions runs a whole workflow/);
  });

  test('returns the execution with --no-wait', async () => {
    await expect(account.run(jobs.analyze, { method: 'step-functions', wait: false })).resolves.toEqual({
      method: 'step-functions',
      execution: 'arn:execution',
    });
  });
});

describe('serverless', () => {
  test('runs a workflow by its state machine, with the arguments of its programs', async () => {
    const facts = await account.run(jobs.analyze, { method: 'serverless' });
    const { stateMachineArn, input = '' } = account.steps.commandCalls(StartExecutionCommand)[0]?.args[0].input ?? {};

    expect(stateMachineArn).toBe('arn:machine:EMR-Demo-Analysis-Serverless');
    expect(JSON.parse(input)).toEqual({
      Args: {
        Bakery_Sales: BUCKETS,
        Movie_Choices: BUCKETS,
        Movie_Ratings: [...BUCKETS, ...RATINGS],
        Stock_Volatility: [...BUCKETS, ...PRICES],
      },
    });
    expect(facts).toEqual({ method: 'serverless', execution: 'arn:execution', jobs: 4 });
  });

  test('runs a single job with the exact request', async () => {
    const facts = await account.run(jobs['stock-volatility'], { method: 'serverless', params: { start: '2018-01-01' } });

    expect(account.serverless.commandCalls(StartJobRunCommand)[0]?.args[0].input).toEqual({
      applicationId: 'app-1',
      executionRoleArn: 'arn:role/jobs',
      name: 'Stock Volatility',
      jobDriver: {
        sparkSubmit: {
          entryPoint: 's3://emr-work/jobs/stock_volatility.py',
          entryPointArguments: [...BUCKETS, '--start-date', '2018-01-01', '--end-date', '2018-12-31'],
          sparkSubmitParameters:
            '--py-files s3://emr-work/jobs/lake.py,s3://emr-work/jobs/films.py --conf spark.driver.cores=2 --conf spark.driver.memory=6g ' +
            '--conf spark.executor.cores=4 --conf spark.executor.memory=14g --conf spark.executor.instances=1 ' +
            '--conf spark.dynamicAllocation.maxExecutors=3',
        },
      },
      configurationOverrides: { monitoringConfiguration: { s3MonitoringConfiguration: { logUri: 's3://logs/emr-serverless/' } } },
      executionTimeoutMinutes: 120,
    });
    expect(facts).toEqual({ method: 'serverless', application: 'app-1', runs: 1, seconds: 42 });
  });

  test('returns what it started with --no-wait', async () => {
    await expect(account.run(jobs.process, { method: 'serverless', wait: false })).resolves.toEqual({
      method: 'serverless',
      execution: 'arn:execution',
    });
    await expect(account.run(jobs['bakery-sales'], { method: 'serverless', wait: false })).resolves.toEqual({
      method: 'serverless',
      application: 'app-1',
      runs: 'r-1',
    });
  });

  test('refuses a deployment without it', async () => {
    account.contract.serverlessApplication = undefined;

    await expect(account.run(jobs.process, { method: 'serverless' })).rejects.toThrow(/EMR Serverless is not deployed; .*serverless=true/);
  });
});

describe('parameters', () => {
  test('fromSsm makes the programs read their buckets from parameters', async () => {
    await account.run(jobs['bakery-sales'], { method: 'steps', params: { fromSsm: 'true' } });
    const [first] = account.emr.commandCalls(AddJobFlowStepsCommand)[0]?.args[0].input.Steps ?? [];

    expect(first?.HadoopJarStep?.Args?.slice(-6)).toEqual(['--from-ssm', '/emr_demo', '--region', 'us-east-1', '--database', 'emr_demo']);
  });

  test('join=literal', async () => {
    await account.run(jobs['movie-choices'], { method: 'steps', params: { join: 'literal' } });
    const [first] = account.emr.commandCalls(AddJobFlowStepsCommand)[0]?.args[0].input.Steps ?? [];

    expect(first?.HadoopJarStep?.Args?.slice(-2)).toEqual(['--join', 'literal']);
  });

  test.each([
    ['movies-avg-ratings', { start: '2016-01-01' }, /start is not valid; got "2016-01-01"; allowed: a UTC time such as 2016-01-01 00:00:00/],
    ['movies-avg-ratings', { start: '2017-01-01 00:00:00' }, /end is not valid.*an end that is not before start/],
    ['stock-volatility', { end: '2018-13-01' }, /end is not valid; got "2018-13-01"; allowed: a date such as 2017-01-01/],
    ['stock-volatility', { start: '2019-01-01' }, /an end that is not before start/],
    ['movie-choices', { join: 'guess' }, /join is not valid; got "guess"/],
    ['crawl', { layer: 'gold' }, /layer is not valid; got "gold"/],
  ])('%s refuses %j', async (job, params, message) => {
    await expect(prepareJob({ scenario: 'emr-pyspark', job, params: params as Record<string, string> })).rejects.toThrow(message);
  });

  test('refuses an unknown job and an unknown method, with the known ones', async () => {
    await expect(prepareJob({ scenario: 'emr-pyspark', job: 'proces' })).rejects.toThrow(
      /unknown job of emr-pyspark; got 'proces'.*did you mean 'process'/,
    );
    await expect(prepareJob({ scenario: 'emr-pyspark', job: 'process', method: 'ssh' })).rejects.toThrow(
      /unknown method of process; got 'ssh'; allowed: steps, primary-node, transient, step-functions, serverless/,
    );
  });
});

describe('refuses to start without its data', () => {
  afterEach(() => {
    expect(account.emr.commandCalls(AddJobFlowStepsCommand)).toEqual([]);
    expect(account.uploads).toEqual([]);
  });

  test('no raw data', async () => {
    account.objects.delete('raw');

    await expect(account.run(jobs.process)).rejects.toThrow(
      /bakery-csv-to-parquet has nothing to read: there is no raw data; got s3:\/\/raw\/bakery\/ is empty; stagecraft data generate emr-pyspark/,
    );
  });

  test('no processed data', async () => {
    account.objects.delete('processed');

    await expect(account.run(jobs['bakery-sales'])).rejects.toThrow(/there is no processed data.*stagecraft run emr-pyspark process/);
  });

  test('no tables of the processed data', async () => {
    account.tables = ['processed_stocks', 'raw_links'];

    await expect(account.run(jobs['movies-avg-ratings'])).rejects.toThrow(
      /tables of the processed data are missing; got no processed_links, no processed_movies_metadata, no processed_ratings_small in database emr_demo; .*crawl --param layer=processed/,
    );
  });

  test('skips the crawler of an empty layer', async () => {
    account.objects.clear();

    await expect(account.run(jobs.crawl, { params: { layer: 'processed' } })).rejects.toThrow(/nothing to crawl: the processed bucket is empty/);
    await expect(account.run(jobs.crawl)).rejects.toThrow(/the raw bucket is empty.*data upload emr-pyspark/);
  });
});

describe('crawl', () => {
  test('acceptance 17: waits for the crawler, and returns the tables of the layer', async () => {
    const found = 'bakery credits keywords links links_small movies_metadata ratings ratings_small stocks'
      .split(' ')
      .map((name) => `processed_${name}`);
    account.tables = [...found, 'raw_bakery'];

    await expect(account.run(jobs.crawl, { params: { layer: 'processed' } })).resolves.toEqual({
      crawler: 'emr-demo-processed',
      seconds: 60,
      tables: 9,
      names: found.join(', '),
    });
    expect(account.crawled).toEqual(['emr-demo-processed']);
  });

  test('keeps running with --no-wait', async () => {
    await expect(account.run(jobs.crawl, { wait: false })).resolves.toEqual({ crawler: 'emr-demo-raw' });
  });
});

test('upload puts the programs and the script into their buckets', async () => {
  await expect(account.run(jobs.upload)).resolves.toEqual({ programs: 's3://emr-work/jobs/', uploaded: 2, unchanged: 0 });
});
