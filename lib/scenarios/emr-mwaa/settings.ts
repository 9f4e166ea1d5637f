import { z } from 'zod';
import { text } from '../contract-entry';
import { scenarioKit } from '../kit';
import { availabilityZones, cidr, flag, wholeNumber } from '../params';

/** CIDR block of `emr-pyspark`. */
const BASE_CIDR = '10.192.0.0/16';

/** Configuration. */
export const config = z.object({
  environmentClass: z
    .enum(['mw1.micro', 'mw1.small', 'mw1.medium', 'mw1.large', 'mw1.xlarge', 'mw1.2xlarge'])
    .default('mw1.micro')
    .describe('environment class; the smallest runs three concurrent tasks'),
  airflowVersion: z.enum(['3.3.1', '3.2.1', '3.0.6']).default('3.3.1').describe('Airflow version'),
  webAccess: z
    .enum(['PUBLIC_AND_PRIVATE', 'PUBLIC_ONLY', 'PRIVATE_ONLY'])
    .default('PUBLIC_AND_PRIVATE')
    .describe('access mode of the web server, always with IAM; with PRIVATE_ONLY jobs have to run inside the VPC'),
  natGateways: wholeNumber(1, 2).default(2).describe('number of NAT gateways; one is cheaper, two survive the loss of an Availability Zone'),
  availabilityZones,
  cidr: cidr(16, 22)
    .refine((block) => block !== BASE_CIDR, `another CIDR block than ${BASE_CIDR}, which is that of the clusters`)
    .default('10.193.0.0/16')
    .describe('CIDR block of the VPC'),
  privateEndpoints: flag
    .default(false)
    .describe('interface VPC endpoints for EMR, SQS, CloudWatch and KMS; five endpoints in two Availability Zones'),
  customerKey: flag.default(false).describe('encrypt environment, bucket and logs with a customer managed key'),
  requirementsVersion: z
    .string()
    .default('')
    .describe('S3 object version of requirements.txt, from the job upload-dags; empty for the preinstalled packages'),
});

/** Published outputs. */
export const contract = {
  environment: text('Airflow environment'),
  dagBucket: text('bucket of DAGs and requirements'),
  webServer: text('host name of the Airflow web server'),
  executionRole: text('execution role of the Airflow environment'),
  clusterTag: text('tag of the clusters that DAGs create, as key=value'),
  workBucket: text('bucket of emr-pyspark with the two JSON files and the Spark jobs'),
};

/** The scenario whose VPC, roles, buckets and jobs this one uses. */
export const BASE = 'emr-pyspark';

/** Entries of `emr-pyspark` that DAGs need. */
export const NEEDED = [
  'bootstrapBucket',
  'bronzeBucket',
  'clusterSubnet',
  'coreSecurityGroup',
  'database',
  'instanceProfile',
  'instanceRole',
  'keyPair',
  'logsBucket',
  'parametersPath',
  'primarySecurityGroup',
  'releaseLabel',
  'securityConfiguration',
  'serviceAccessSecurityGroup',
  'serviceRole',
  'silverBucket',
  'workBucket',
] as const;

export type BaseName = (typeof NEEDED)[number];
/** Tag of the clusters of an environment. */
export const CLUSTER_TAG = 'stagecraft:airflow';

/** DAG ids by job. */
export const DAGS = { 'spark-pi': 'spark_pi_example', 'bakery-sales': 'bakery_sales', 'multiple-steps': 'multiple_steps' } as const;

/** Suffixes of the environment's log groups, by source. */
export const LOG_GROUPS = {
  'dag-processing': 'DAGProcessing',
  scheduler: 'Scheduler',
  task: 'Task',
  'web-server': 'WebServer',
  worker: 'Worker',
} as const;

export const kit = scenarioKit({ config, contract });
export type Config = z.infer<typeof config>;
export type Contract = typeof contract;
