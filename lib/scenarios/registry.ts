import type { Scenario } from './scenario';
import type { ScenarioStage } from './stage';

/** Summary of a scenario for `list`, and a loader of its definition. */
export interface Entry {
  readonly title: string;
  readonly summary: string;
  readonly services: readonly string[];
  /** Scenarios whose contracts its stacks read: they have to be deployed in the same stage before it, and destroyed after it. @default - none */
  readonly requires?: readonly string[];
  load(): Promise<{ readonly scenario: Scenario }>;
  stacks(): Promise<{ build(stage: ScenarioStage, config: never): void }>;
}

/** Every scenario. `list` and `--help` load this file only: nothing here may import zod or the CDK. */
export const registry: Readonly<Record<string, Entry>> = {
  'glue-athena-data-lake': {
    title: 'Serverless data lake with Glue, Athena and QuickSight',
    summary: 'Smart-hub readings become partitioned Parquet, are enriched with prices by SQL, and feed a QuickSight dashboard.',
    services: ['S3', 'Glue', 'Athena', 'Lambda', 'Step Functions', 'QuickSight'],
    load: () => import('./glue-athena-data-lake/scenario'),
    stacks: () => import('./glue-athena-data-lake/stacks'),
  },
  'istio-observability': {
    title: 'Microservices on EKS and Istio, with traces, metrics and logs',
    summary: 'Eight REST services, a queue and four databases in a mesh, with traces, metrics, logs and a service graph.',
    services: ['EKS', 'Load Balancing', 'DocumentDB', 'Amazon MQ', 'CloudWatch', 'Secrets Manager'],
    load: () => import('./istio-observability/scenario'),
    stacks: () => import('./istio-observability/stacks'),
  },
  'istio-grpc': {
    title: 'gRPC microservices on EKS and Istio',
    summary: 'The same platform with gRPC between its services, to compare with REST under the same load.',
    services: ['EKS', 'Load Balancing', 'DocumentDB', 'Amazon MQ', 'CloudWatch', 'Secrets Manager'],
    load: () => import('./istio-grpc/scenario'),
    stacks: () => import('./istio-grpc/stacks'),
  },
  'emr-pyspark': {
    title: 'Spark on EMR, five ways',
    summary:
      'Seven PySpark jobs turn CSV into Parquet and results, as EMR steps, by Run Command, on transient clusters, by Step Functions, or on EMR Serverless.',
    services: ['EMR', 'EMR Serverless', 'S3', 'Glue', 'Step Functions', 'Systems Manager'],
    load: () => import('./emr-pyspark/scenario'),
    stacks: () => import('./emr-pyspark/stacks'),
  },
  'emr-mwaa': {
    title: 'Spark jobs on EMR, orchestrated by Airflow on Amazon MWAA',
    summary: 'Three DAGs create a transient EMR cluster, add Spark steps, watch each with a sensor, and terminate the cluster.',
    services: ['MWAA', 'EMR', 'S3', 'VPC'],
    requires: ['emr-pyspark'],
    load: () => import('./emr-mwaa/scenario'),
    stacks: () => import('./emr-mwaa/stacks'),
  },
  'emr-superset': {
    title: 'Apache Superset on an EMR cluster',
    summary: 'An EMR step installs Superset with users and drivers; a dashboard over the lake is imported from files.',
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
    summary: 'Firehose buffers the readings of six sensors and copies them into Redshift, where they are joined; a query measures the latency.',
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
    title: 'A data lake with Macie sensitive data discovery',
    summary: 'Macie finds files with sensitive data; a function isolates them, and SNS notifies the subscribers.',
    services: ['Macie', 'S3', 'EventBridge', 'Lambda', 'SNS', 'SQS'],
    load: () => import('./macie-data-lake/scenario'),
    stacks: () => import('./macie-data-lake/stacks'),
  },
  'quicksight-auth0': {
    title: 'QuickSight sign-in with Auth0 (SAML)',
    summary: 'Users are managed in Auth0; SAML and IAM roles map their Auth0 role to a QuickSight role.',
    services: ['IAM', 'QuickSight', 'Auth0'],
    load: () => import('./quicksight-auth0/scenario'),
    stacks: () => import('./quicksight-auth0/stacks'),
  },
};

/** Ids of the scenarios whose stacks read the contract of this one. */
export function dependantsOf(id: string): readonly string[] {
  return Object.entries(registry).flatMap(([dependant, { requires = [] }]) => (requires.includes(id) ? [dependant] : []));
}
