import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { workload } from '../../../lib/paths';
import { emrStep, jobArguments, jobsOf, SHARED_MODULES, type SubmitOptions, sparkJobs, sparkSubmit } from '../../../workloads/emr-pyspark/steps';

const options: SubmitOptions = {
  places: { bronze: 'raw', silver: 'processed', gold: 'analyzed' },
  database: 'emr_demo',
  programs: 's3://programs/jobs',
};

test('acceptance 9: three steps process and four analyze, each continues after a failure, and no placeholder is left', () => {
  const steps = (workflow: 'process' | 'analyze') => jobsOf(workflow).map((job) => emrStep(job, options));
  expect(steps('process').map(({ Name }) => Name)).toEqual(['Bakery CSV to Parquet', 'Movie Ratings CSV to Parquet', 'Stocks CSV to Parquet']);
  expect(steps('analyze').map(({ Name }) => Name)).toEqual(['Bakery Sales', 'Movie Choices', 'Movie Ratings', 'Stock Volatility']);
  const all = [...steps('process'), ...steps('analyze')];
  expect(all.map((step) => [step.ActionOnFailure, step.HadoopJarStep.Jar])).toEqual(all.map(() => ['CONTINUE', 'command-runner.jar']));
  expect(JSON.stringify(all)).not.toContain('{{');
});

test('spark-submit waits for a job in cluster mode and passes imported modules', () => {
  expect(sparkSubmit('stock-volatility', options)).toEqual([
    ...['spark-submit', '--deploy-mode', 'cluster', '--master', 'yarn', '--conf', 'spark.yarn.submit.waitAppCompletion=true'],
    ...['--py-files', 's3://programs/jobs/lake.py,s3://programs/jobs/films.py', 's3://programs/jobs/stock_volatility.py'],
    ...['--bronze-bucket', 'raw', '--silver-bucket', 'processed', '--gold-bucket', 'analyzed', '--database', 'emr_demo'],
    ...['--start-date', '2017-01-01', '--end-date', '2018-12-31'],
  ]);
});

test("buckets can come from SSM, and dates can override the article's", () => {
  const places = { fromSsm: '/emr_demo', region: 'us-east-1' };
  expect(jobArguments('movies-avg-ratings', { places, database: 'lake', options: { '--end-date': '2016-06-30 23:59:59' } })).toEqual([
    ...['--from-ssm', '/emr_demo', '--region', 'us-east-1', '--database', 'lake'],
    ...['--start-date', '2016-01-01 00:00:00', '--end-date', '2016-06-30 23:59:59'],
  ]);
});

test('every program is a job or imported by one, and every job has a program', () => {
  const programs = Object.values(sparkJobs).map(({ program }) => program);
  expect(
    readdirSync(workload('emr-pyspark', 'jobs'))
      .filter((file) => file.endsWith('.py'))
      .sort(),
  ).toEqual([...programs, ...SHARED_MODULES].sort());
});

test('no job collects rows or uses a Python UDF', () => {
  for (const { program } of Object.values(sparkJobs)) {
    const path = workload('emr-pyspark', 'jobs', program);
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, 'utf8')).not.toMatch(/\.collect\(|toPandas|\budf\b|\.rdd\b|inferSchema/);
  }
});
