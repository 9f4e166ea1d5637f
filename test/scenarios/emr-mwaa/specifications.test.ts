import { readFileSync } from 'node:fs';
import { workload } from '../../../lib/paths';
import { DAGS } from '../../../lib/scenarios/emr-mwaa/settings';
import { jobsOf, SHARED_MODULES, sparkJobs } from '../../../workloads/emr-pyspark/steps';

interface Step {
  readonly Name: string;
  readonly ActionOnFailure: string;
  readonly HadoopJarStep: { readonly Jar: string; readonly Args: readonly string[] };
}

const ARTICLE = [
  'bootstrap_bucket',
  'ec2_subnet_id',
  'emr_ec2_key_pair',
  'job_flow_role',
  'logs_bucket',
  'release_label',
  'service_role',
  'work_bucket',
];
const read = (...path: string[]) => readFileSync(workload('emr-mwaa', ...path), 'utf8');
/** The text as Airflow renders it, with each variable as its name in capitals. */
const rendered = (text: string) => text.replace(/\{\{ var\.value\.(\w+) \}\}/g, (_, name: string) => name.toUpperCase());
const variablesIn = (text: string) => [...new Set([...text.matchAll(/\{\{(.*?)\}\}/g)].map(([, expression]) => String(expression).trim()))].sort();
const steps = read('work', 'emr_steps', 'emr_steps.json');
const overrides = read('work', 'job_flow_overrides', 'job_flow_overrides.json');
const dag = (id: string) => read('airflow', 'dags', `${id}.py`);

test.each(Object.values(DAGS))('acceptance 5: %s declares its four tasks in order, with imports of Airflow 3 only', (id) => {
  const text = dag(id);

  expect([...text.matchAll(/task_id="(\w+)"/g)].map(([, task]) => task)).toEqual([
    'create_job_flow',
    'add_steps',
    'watch_step',
    'terminate_job_flow',
  ]);
  expect(text).toContain('create_job_flow >> add_steps >> watch_step >> terminate_job_flow.as_teardown(setups=create_job_flow)');
  expect(text).toContain(`"${id}"`);
  expect(text).not.toMatch(/airflow\.contrib|Variable\.get|S3Hook|import boto3|schedule_interval|days_ago/);
});

describe('acceptance 6: the steps', () => {
  const parsed = JSON.parse(rendered(steps)) as readonly Step[];
  const analyses = jobsOf('analyze');

  test('acceptance 6: are the four analyses of emr-pyspark, with the same names, programs and arguments', () => {
    expect(parsed.map(({ Name }) => Name)).toEqual(['Bakery Sales', 'Movie Choices', 'Movie Ratings', 'Stock Volatility']);
    expect(parsed.map(({ Name, ActionOnFailure, HadoopJarStep: { Jar, Args } }) => [Name, ActionOnFailure, Jar, Args])).toEqual(
      analyses.map((id) => [
        sparkJobs[id].name,
        'CONTINUE',
        'command-runner.jar',
        [
          ...['spark-submit', '--deploy-mode', 'cluster', '--master', 'yarn', '--conf', 'spark.yarn.submit.waitAppCompletion=true'],
          ...['--py-files', SHARED_MODULES.map((file) => `s3://WORK_BUCKET/jobs/${file}`).join(',')],
          `s3://WORK_BUCKET/jobs/${sparkJobs[id].program}`,
          ...Object.entries(sparkJobs[id].options).flat(),
        ],
      ]),
    );
  });

  test('acceptance 6: use the ratings of 2016 and the prices of 2017 and 2018', () => {
    expect(parsed[2]?.HadoopJarStep.Args.slice(-4)).toEqual(['--start-date', '2016-01-01 00:00:00', '--end-date', '2016-12-31 23:59:59']);
    expect(parsed[3]?.HadoopJarStep.Args.slice(-4)).toEqual(['--start-date', '2017-01-01', '--end-date', '2018-12-31']);
  });

  test('acceptance 6: the file uses only the variables of the article', () => {
    expect(variablesIn(steps)).toEqual(['var.value.work_bucket']);
    expect(variablesIn(overrides)).toEqual(ARTICLE.filter((name) => name !== 'work_bucket').map((name) => `var.value.${name}`));
  });
});

test('acceptance 7: renders the cluster of the third DAG', () => {
  const cluster = JSON.parse(rendered(overrides));

  expect(JSON.stringify(cluster)).not.toContain('{{');
  expect(cluster).not.toHaveProperty('VisibleToAllUsers');
  expect(cluster).toMatchObject({
    Name: 'demo-cluster-airflow',
    ReleaseLabel: 'RELEASE_LABEL',
    Applications: [{ Name: 'Spark' }],
    Instances: { KeepJobFlowAliveWhenNoSteps: false, TerminationProtected: false, Ec2SubnetId: 'EC2_SUBNET_ID' },
    StepConcurrencyLevel: 5,
    EbsRootVolumeSize: 32,
    Configurations: expect.arrayContaining([
      {
        Classification: 'spark-hive-site',
        Properties: { 'hive.metastore.client.factory.class': 'com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory' },
      },
    ]),
    Tags: [
      { Key: 'Environment', Value: 'Development' },
      { Key: 'Name', Value: 'Airflow EMR Demo Project' },
      { Key: 'Owner', Value: 'Data Analytics Team' },
    ],
  });
  const fleets = cluster.Instances.InstanceFleets as readonly Record<string, unknown>[];
  expect(fleets.map((fleet) => [fleet['InstanceFleetType'], fleet['TargetOnDemandCapacity'], fleet['TargetSpotCapacity']])).toEqual([
    ['MASTER', 1, undefined],
    ['CORE', undefined, 2],
  ]);
});

test('acceptance 8: SparkPi has one primary node, no core nodes, and the arguments of the article', () => {
  const text = dag('spark_pi_example');

  expect([...text.matchAll(/"InstanceRole": "(\w+)"/g)].map(([, role]) => role)).toEqual(['MASTER']);
  expect(text).toMatch(/"InstanceCount": 1\b/);
  expect(text).not.toContain('CORE');
  expect(text).toContain('"Args": ["/usr/lib/spark/bin/run-example", "SparkPi", "10"]');
});

test('the requirements file names its constraints, and the rehearsal uses the pinned versions', () => {
  const pins = read('rehearsal', 'constraints.txt');
  const { AIRFLOW_AMAZON_PROVIDER, AIRFLOW_VERSIONS } = require('stagecraft-constructs/versions') as typeof import('stagecraft-constructs/versions');

  expect(read('airflow', 'requirements.txt')).toContain(`constraints-${AIRFLOW_VERSIONS[0]}/constraints-3.12.txt`);
  expect(pins).toContain(`\napache-airflow==${AIRFLOW_VERSIONS[0]}\n`);
  expect(pins).toContain(`\napache-airflow-providers-amazon==${AIRFLOW_AMAZON_PROVIDER}\n`);
});
