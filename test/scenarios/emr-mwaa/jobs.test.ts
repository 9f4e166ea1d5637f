import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workload } from '../../../lib/paths';
import { scenario } from '../../../lib/scenarios/emr-mwaa/scenario';
import { protections, stop } from '../../../lib/scenarios/emr-mwaa/teardown';
import { variablesOf } from '../../../lib/scenarios/emr-mwaa/variables';
import { contract as baseContract } from '../../../lib/scenarios/emr-pyspark/settings';
import { account, BASE_VALUES, cluster, PUBLISHED_BASE } from './account';

describe('acceptance 9: configure', () => {
  const EIGHT = [
    'bootstrap_bucket',
    'ec2_subnet_id',
    'emr_ec2_key_pair',
    'job_flow_role',
    'logs_bucket',
    'release_label',
    'service_role',
    'work_bucket',
  ];

  test('acceptance 9: writes the eight variables of the article from contract entries, and a ninth for current clusters', async () => {
    const { run, requests } = account();

    await expect(run('configure')).resolves.toMatchObject({ environment: 'emr-mwaa', variables: 9 });
    const written = Object.fromEntries(requests.map(({ body }) => [(body as { key: string }).key, (body as { value: string }).value]));
    expect(Object.keys(written)).toEqual([...EIGHT, 'stagecraft']);
    expect(written).toMatchObject({
      bootstrap_bucket: 'emr-demo-bootstrap',
      ec2_subnet_id: 'subnet-rehearsal',
      emr_ec2_key_pair: '',
      job_flow_role: 'EMR_EC2_DemoRole',
      logs_bucket: 'emr-demo-logs',
      release_label: 'emr-7.14.0',
      service_role: 'EMR_DemoRole',
      work_bucket: 'emr-demo-work',
    });
    expect(JSON.parse(String(written['stagecraft']))).toMatchObject({
      region: 'eu-central-1',
      parameters_path: '/emr_demo',
      tag_key: 'stagecraft:airflow',
      tag_value: 'emr-mwaa',
    });
  });

  test.each([
    ['a placeholder', { workBucket: 'emr-demo-work-<acct>-us-east-1' }, /variable work_bucket has no value; got emr-demo-work-<acct>/],
    ['nothing', { releaseLabel: '' }, /variable release_label has no value; got nothing/],
  ])('acceptance 9: refuses %s', (_, wrong, message) => {
    expect(() => variablesOf({ ...BASE_VALUES, ...wrong }, { region: 'r', clusterTag: 'a=b' })).toThrow(message);
  });

  test('acceptance 9: writes the name of an existing key pair', () => {
    expect(variablesOf({ ...BASE_VALUES, keyPair: 'ada' }, { region: 'r', clusterTag: 'a=b' })).toMatchObject({ emr_ec2_key_pair: 'ada' });
  });

  test('acceptance 9: reads only contract entries that emr-pyspark publishes', () => {
    expect(Object.keys(baseContract)).toEqual(expect.arrayContaining(Object.keys(BASE_VALUES)));
  });
});

describe('acceptance 10: triggering', () => {
  test.each([
    ['spark-pi', 'spark_pi_example'],
    ['bakery-sales', 'bakery_sales'],
    ['multiple-steps', 'multiple_steps'],
  ] as const)('acceptance 10: %s triggers %s in the environment, waits, and reports the run', async (job, dag) => {
    const { run, requests } = account();

    await expect(run(job)).resolves.toMatchObject({ dag, seconds: 9, tasks: 4, steps: 4 });
    const [, started] = requests;
    expect(started).toMatchObject({ path: '/restapi/emr-mwaa', method: 'POST', api: `/dags/${dag}/dagRuns`, body: { logical_date: null, conf: {} } });
  });

  test('acceptance 10: passes the configuration from a file', async () => {
    const { run, requests } = account();

    await run('bakery-sales', { conf: workload('emr-mwaa', 'airflow_variables', 'dag_run.conf_bakery.json') });
    expect(requests[1]?.body).toMatchObject({
      conf: { airflow_email: 'analytics_team@example.com', email_on_failure: false, email_on_retry: false },
    });
  });

  test('acceptance 10: a failed DAG run fails the job with exit code 1', async () => {
    const failing = account({ ends: 'failed' }).run('multiple-steps');

    await expect(failing).rejects.toThrow(/DAG run \S+ of multiple_steps failed; got watch_step 2/);
    await expect(failing).rejects.toMatchObject({ exitCode: 1 });
  });

  test('acceptance 10: returns the run id with --no-wait', async () => {
    const { run, requests } = account();

    await expect(run('spark-pi', {}, false)).resolves.toEqual({ dag: 'spark_pi_example', run: `cli-${(1_763_700_000_000).toString(36)}` });
    expect(requests).toHaveLength(2);
  });

  test.each([
    ['is not there', '/no/such/file.json', /cannot be read; got \/no\/such\/file\.json/],
    ['is no JSON object', '[1]', /is not a JSON object/],
    ['is no JSON', '{', /is not a JSON object/],
  ])('a configuration that %s starts nothing', async (_, content, message) => {
    const file = content.startsWith('/') ? content : join(mkdtempSync(join(tmpdir(), 'conf-')), 'conf.json');
    if (file !== content) writeFileSync(file, content);
    const { run, requests } = account();

    const running = run('bakery-sales', { conf: file });
    await expect(running).rejects.toThrow(message);
    await expect(running).rejects.toMatchObject({ exitCode: 2 });
    expect(requests).toEqual([]);
  });
});

describe.each(['configure', 'upload-specs', 'spark-pi'] as const)('%s reports that emr-pyspark', (job) => {
  test('is not deployed', async () => {
    await expect(account({ base: {} }).run(job)).rejects.toThrow(
      /emr-pyspark is not deployed in stage dev; .*stagecraft deploy emr-pyspark, then repeat/,
    );
  });

  test('was deployed by another version', async () => {
    const { workBucket: _, ...base } = PUBLISHED_BASE;
    await expect(account({ base }).run(job)).rejects.toThrow(/emr-pyspark was deployed by another version.*there is no workBucket/);
  });
});

test('upload-dags uploads DAGs and requirements, and reports the version of the requirements', async () => {
  const { run, uploads } = account();

  await expect(run('upload-dags')).resolves.toMatchObject({ bucket: 'airflow-dags', requirementsVersion: 'v1' });
  expect(uploads).toEqual([
    {
      bucket: 'airflow-dags',
      files: [
        'dags/.airflowignore',
        'dags/bakery_sales.py',
        'dags/multiple_steps.py',
        'dags/spark_pi_example.py',
        'dags/transient_emr.py',
        'requirements.txt',
      ],
    },
  ]);
});

test.each(['3.3.1', '3.2.1', '3.0.6'])('upload-dags names the constraints of Airflow %s', async (airflowVersion) => {
  const { run, texts } = account();

  await run('upload-dags', {}, true, { airflowVersion });
  expect(texts).toEqual([expect.stringContaining(`/constraints-${airflowVersion}/constraints-3.12.txt`)]);
});

describe('before a cluster starts', () => {
  test.each([
    ['bakery-sales', 'emr-demo-work/jobs/bakery_sales.py', 'stagecraft run emr-pyspark upload'],
    ['multiple-steps', 'emr-demo-work/jobs/films.py', 'stagecraft run emr-pyspark upload'],
    ['bakery-sales', 'emr-demo-bootstrap/bootstrap_actions.sh', 'stagecraft run emr-pyspark upload'],
    ['multiple-steps', 'emr-demo-work/emr_steps/emr_steps.json', 'stagecraft run emr-mwaa upload-specs'],
  ] as const)('%s refuses without %s', async (job, object, fix) => {
    const { run, requests } = account({ lacking: [object] });

    await expect(run(job)).rejects.toMatchObject({ refusal: { got: `no s3://${object}`, fix } });
    expect(requests).toEqual([]);
  });

  test('bakery-sales refuses without processed data', async () => {
    await expect(account({ lacking: ['emr-demo-processed/bakery/part-0.parquet'] }).run('bakery-sales')).rejects.toMatchObject({
      refusal: { got: 's3://emr-demo-processed/bakery/ is empty', fix: 'stagecraft run emr-pyspark process' },
    });
  });

  test('multiple-steps refuses without the tables of the processed data', async () => {
    await expect(account({ tables: ['processed_links'] }).run('multiple-steps')).rejects.toThrow(/tables of the processed data are missing/);
  });

  test('spark-pi needs nothing of the lake', async () => {
    await expect(account({ lacking: ['emr-demo-work/jobs/lake.py'], tables: [] }).run('spark-pi')).resolves.toMatchObject({
      dag: 'spark_pi_example',
    });
  });
});

test('upload-specs uploads the two files to the work bucket', async () => {
  const { run, uploads } = account();

  await run('upload-specs');
  expect(uploads).toEqual([{ bucket: 'emr-demo-work', files: ['emr_steps/emr_steps.json', 'job_flow_overrides/job_flow_overrides.json'] }]);
});

describe('acceptance 14: destroy', () => {
  test('acceptance 14: lists running clusters of DAGs, which need consent', async () => {
    const { context } = account({ clusters: [cluster({ 'stagecraft:airflow': 'emr-mwaa' })] });

    await expect(protections(context)).resolves.toEqual(['cluster demo-cluster-airflow (j-1) that a DAG created, RUNNING']);
    expect(scenario.protections).toBe(protections);
  });

  test('acceptance 14: with consent stops DAG runs and clusters first, and waits for them', async () => {
    const { context, ended } = account({ clusters: [cluster({ 'stagecraft:airflow': 'emr-mwaa' })] });

    await expect(stop(context)).resolves.toEqual(['cluster demo-cluster-airflow (j-1)']);
    expect(ended).toEqual(['terminate j-1', 'wait j-1']);
  });

  test('acceptance 14: ignores clusters of another environment', async () => {
    const { context } = account({ clusters: [cluster({ 'stagecraft:airflow': 'emr-mwaa-test' })] });

    await expect(protections(context)).resolves.toEqual([]);
    await expect(stop(context)).resolves.toEqual([]);
  });
});
