import { z } from 'zod';
import { text } from '../contract-entry';
import { scenarioKit } from '../kit';
import { flag, wholeNumber } from '../params';

/** Addresses of the network of `emr-pyspark`. */
const BASE_CIDR = '10.192.0.0/16';

/** What can be configured. */
export const config = z.object({
  environmentClass: z
    .enum(['mw1.micro', 'mw1.small', 'mw1.medium', 'mw1.large', 'mw1.xlarge', 'mw1.2xlarge'])
    .default('mw1.micro')
    .describe('size of the environment; the smallest runs three tasks at once'),
  airflowVersion: z.enum(['3.3.1', '3.2.1', '3.0.6']).default('3.3.1').describe('version of Airflow'),
  webAccess: z
    .enum(['PUBLIC_AND_PRIVATE', 'PUBLIC_ONLY', 'PRIVATE_ONLY'])
    .default('PUBLIC_AND_PRIVATE')
    .describe('who reaches the web server, always with IAM; with PRIVATE_ONLY jobs have to be run from within the network'),
  natGateways: wholeNumber(1, 2).default(2).describe('NAT gateways; one is cheaper, two survive the loss of a zone'),
  cidr: z
    .string()
    .regex(/^(\d{1,3}\.){3}\d{1,3}\/(1[6-9]|2[0-2])$/, 'an address and a length from 16 to 22')
    .refine((cidr) => cidr !== BASE_CIDR, `other addresses than ${BASE_CIDR}, which are those of the clusters`)
    .default('10.193.0.0/16')
    .describe('addresses of the network'),
  privateEndpoints: flag.default(false).describe('reach EMR, SQS, CloudWatch and KMS without leaving the network; five endpoints in two zones'),
  customerKey: flag.default(false).describe('encrypt environment, bucket and logs by a key of this account'),
  requirementsVersion: z
    .string()
    .default('')
    .describe('version of requirements.txt to install, as the job upload-dags prints it; empty for what comes with the image'),
});

/** What the stacks publish. */
export const contract = {
  environment: text('Airflow environment'),
  dagBucket: text('bucket of DAGs and requirements'),
  webServer: text('host of the web server'),
  executionRole: text('role of schedulers and workers'),
  clusterTag: text('tag of the clusters that DAGs make, as key=value'),
  workBucket: text('bucket of emr-pyspark with the two JSON files and the Spark jobs'),
};

/** The scenario whose network, roles, buckets and jobs this one uses. */
export const BASE = 'emr-pyspark';

/** What DAGs need of `emr-pyspark`, by the names under which it is published there. */
export const NEEDED = [
  'bootstrapBucket',
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
  'workBucket',
] as const;

export type BaseName = (typeof NEEDED)[number];
/** Tag by which clusters belong to an environment. */
export const CLUSTER_TAG = 'stagecraft:airflow';

/** The DAGs by the jobs that run them. */
export const DAGS = { 'spark-pi': 'spark_pi_example', 'bakery-sales': 'bakery_sales', 'multiple-steps': 'multiple_steps' } as const;

/** How the names of the environment's log groups end, by the names of their sources. */
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
