import { closest } from '../closest';
import { ConfigError } from '../errors';
import type { Scenario } from './scenario';
import type { ScenarioStage } from './stage';

/** What `list` shows of a scenario, and how to load the rest. */
export interface Entry {
  readonly title: string;
  readonly summary: string;
  readonly services: readonly string[];
  /** Scenarios whose contracts its stacks read: they have to be deployed in the same stage before it, and destroyed after it. @default - none */
  readonly requires?: readonly string[];
  load(): Promise<{ readonly scenario: Scenario }>;
  stacks(): Promise<{ build(stage: ScenarioStage, config: never): void }>;
}

/** Every scenario. This file is all that `list` and `--help` read: nothing here may import zod or the CDK. */
export const registry: Readonly<Record<string, Entry>> = {
  'glue-athena-data-lake': {
    title: 'Serverless data lake with Glue, Athena and QuickSight',
    summary: 'Smart-hub readings become partitioned Parquet, are priced by SQL and end in a dashboard.',
    services: ['S3', 'Glue', 'Athena', 'Lambda', 'Step Functions', 'QuickSight'],
    load: () => import('./glue-athena-data-lake/scenario'),
    stacks: () => import('./glue-athena-data-lake/stacks'),
  },
  'istio-observability': {
    title: 'Microservices on EKS and Istio, observed from all sides',
    summary: 'Eight REST services, a queue and four databases in a mesh, seen as traces, metrics, logs and a graph.',
    services: ['EKS', 'Load Balancing', 'DocumentDB', 'Amazon MQ', 'CloudWatch', 'Secrets Manager'],
    load: () => import('./istio-observability/scenario'),
    stacks: () => import('./istio-observability/stacks'),
  },
  'istio-grpc': {
    title: 'gRPC microservices on EKS and Istio',
    summary: 'The same platform with Protocol Buffers between its services, to be compared with REST under the same load.',
    services: ['EKS', 'Load Balancing', 'DocumentDB', 'Amazon MQ', 'CloudWatch', 'Secrets Manager'],
    load: () => import('./istio-grpc/scenario'),
    stacks: () => import('./istio-grpc/stacks'),
  },
  'emr-pyspark': {
    title: 'Spark on EMR, five ways',
    summary: 'A bakery, films and stocks go from CSV to Parquet to results by the same seven PySpark jobs, with and without a cluster.',
    services: ['EMR', 'EMR Serverless', 'S3', 'Glue', 'Step Functions', 'Systems Manager'],
    load: () => import('./emr-pyspark/scenario'),
    stacks: () => import('./emr-pyspark/stacks'),
  },
  'emr-mwaa': {
    title: 'Spark jobs on EMR, orchestrated by Airflow on Amazon MWAA',
    summary: 'Three DAGs make a cluster for one run, add Spark steps, watch each, and terminate it.',
    services: ['MWAA', 'EMR', 'S3', 'VPC'],
    requires: ['emr-pyspark'],
    load: () => import('./emr-mwaa/scenario'),
    stacks: () => import('./emr-mwaa/stacks'),
  },
  'emr-superset': {
    title: 'Apache Superset on an EMR cluster',
    summary: 'A step installs Superset with users and drivers; a dashboard over the lake is imported from files.',
    services: ['EMR', 'S3', 'Glue', 'Athena', 'Secrets Manager', 'Systems Manager'],
    load: () => import('./emr-superset/scenario'),
    stacks: () => import('./emr-superset/stacks'),
  },
  'emr-zeppelin': {
    title: 'Apache Zeppelin on EMR with Glue, RDS and S3',
    summary: 'Four notebooks turn CSV into Parquet and charts, query the Glue catalog, and fill and query PostgreSQL.',
    services: ['EMR', 'S3', 'Glue', 'RDS', 'Secrets Manager', 'Systems Manager'],
    load: () => import('./emr-zeppelin/scenario'),
    stacks: () => import('./emr-zeppelin/stacks'),
  },
  'firehose-redshift': {
    title: 'Streaming sensor readings into a star schema in Redshift',
    summary: 'Readings of six sensors are buffered, copied into a warehouse and joined there; a query measures how long that takes.',
    services: ['Firehose', 'Redshift', 'Kinesis', 'S3', 'Lambda', 'Secrets Manager'],
    load: () => import('./firehose-redshift/scenario'),
    stacks: () => import('./firehose-redshift/stacks'),
  },
  'rds-postgres': {
    title: 'PostgreSQL on RDS with a read replica and alerts',
    summary: 'A film rental shop in a private database: loaded in one transaction, queried on primary and replica, reached through a forwarded port.',
    services: ['RDS', 'Lambda', 'Secrets Manager', 'SNS', 'Systems Manager', 'S3'],
    load: () => import('./rds-postgres/scenario'),
    stacks: () => import('./rds-postgres/stacks'),
  },
  'macie-data-lake': {
    title: 'A data lake that Macie watches over',
    summary: 'Files with sensitive data are found by Macie and moved into isolation, and somebody is told.',
    services: ['Macie', 'S3', 'EventBridge', 'Lambda', 'SNS', 'SQS'],
    load: () => import('./macie-data-lake/scenario'),
    stacks: () => import('./macie-data-lake/stacks'),
  },
  'quicksight-auth0': {
    title: 'QuickSight sign-in by Auth0',
    summary: 'People are managed in Auth0; their role there is their role in QuickSight, by SAML and IAM roles.',
    services: ['IAM', 'QuickSight', 'Auth0'],
    load: () => import('./quicksight-auth0/scenario'),
    stacks: () => import('./quicksight-auth0/stacks'),
  },
};

/** Ids of the scenarios whose stacks read the contract of this one. */
export function dependantsOf(id: string): readonly string[] {
  return Object.entries(registry).flatMap(([dependant, { requires = [] }]) => (requires.includes(id) ? [dependant] : []));
}

/** The entry with this id, or a refusal that names the nearest one. */
export function entryOf(id: string): Entry {
  const entry = registry[id];
  if (entry && Object.hasOwn(registry, id)) return entry;
  throw new ConfigError({
    problem: 'unknown scenario',
    got: `'${id}'`,
    allowed: Object.keys(registry).join(', '),
    fix: `stagecraft list${closest(id, Object.keys(registry), (near) => `; did you mean '${near}'?`)}`,
  });
}
