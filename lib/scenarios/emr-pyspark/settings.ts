import { z } from 'zod';
import { flag, glueDatabase, ttlHours, wholeNumber } from '../params';
import { scenarioKit } from '../scenario';

/** What can be configured. */
export const config = z.object({
  environment: z.enum(['dev', 'test', 'prod']).default('dev').describe('size and protection of the long-lived cluster'),
  releaseLabel: z.enum(['emr-7.14.0', 'emr-spark-8.1.0']).default('emr-7.14.0').describe('release of EMR: Spark 3.5, or Spark 4.1 without Hive'),
  longLived: flag.default(true).describe('also deploy a cluster that waits for steps; transient, step-functions and serverless do without'),
  clusterGeneration: wholeNumber(1, 1_000).default(1).describe('raise it to get a new long-lived cluster in place of one that has terminated'),
  idleMinutes: wholeNumber(1, 10_080).default(60).describe('idle minutes after which a cluster terminates'),
  serverless: flag.default(true).describe('also deploy the EMR Serverless application; it costs nothing while no job runs'),
  databaseName: glueDatabase('emr_demo').describe('Glue database of the crawled tables'),
  natGateways: wholeNumber(1, 2).default(1).describe('NAT gateways of the network; each costs about a dollar a day'),
  cidr: z
    .string()
    .regex(/^(\d{1,3}\.){3}\d{1,3}\/(1[6-9]|2[0-2])$/, 'an address and a length from 16 to 22')
    .default('10.192.0.0/16')
    .describe('addresses of the network'),
  keyPair: z
    .string()
    .regex(/^[\w .-]{0,255}$/, 'the name of a key pair of EC2')
    .default('')
    .describe('key pair for SSH; none by default, sessions go through Systems Manager'),
  sshCidr: z
    .string()
    .regex(/^((\d{1,3}\.){3}\d{1,3}\/(1[6-9]|2\d|3[0-2]))?$/, 'an address and a length from 16 to 32, as in 203.0.113.7/32')
    .default('')
    .describe('addresses that reach port 22 of the primary node; none by default'),
  ttlHours,
});

/** What the stacks publish. */
export const contract = {
  vpc: 'network of the clusters',
  clusterSubnet: 'private subnet of the clusters',
  primarySecurityGroup: 'security group of primary nodes',
  coreSecurityGroup: 'security group of core and task nodes',
  serviceAccessSecurityGroup: 'security group through which EMR reaches private nodes',
  bronzeBucket: 'bucket of the raw CSV files',
  silverBucket: 'bucket of the processed Parquet files',
  goldBucket: 'bucket of the results',
  workBucket: 'bucket of the PySpark programs',
  logsBucket: 'bucket of the logs of clusters and jobs',
  glueDbBucket: 'bucket that is the location of the Glue database',
  bootstrapBucket: 'bucket of the script that runs on each node',
  database: 'Glue database of the crawled tables',
  rawCrawler: 'crawler of the raw CSV files',
  processedCrawler: 'crawler of the processed Parquet files',
  serviceRole: 'name of the role of EMR',
  instanceRole: 'name of the role of the instances and of every job on them',
  instanceProfile: 'name of the instance profile of that role',
  parametersPath: 'path of the SSM parameters that jobs can read their buckets from',
  releaseLabel: 'release of EMR',
  keyPair: "key pair of EC2 for SSH, or 'none'",
  securityConfiguration: 'security configuration of the clusters',
  bootstrapScript: 'script that runs on each node, in S3',
  clusterId: "long-lived cluster, or 'none'",
  processMachine: 'state machine that processes raw data on a cluster',
  analyzeMachine: 'state machine that analyzes processed data on a cluster',
  machineLogGroup: 'log group of the state machines',
  serverlessApplication: "EMR Serverless application, or 'none'",
  serverlessRole: "role of its jobs, or 'none'",
  serverlessProcessMachine: "state machine that processes raw data without a cluster, or 'none'",
  serverlessAnalyzeMachine: "state machine that analyzes processed data without a cluster, or 'none'",
} as const;

export const kit = scenarioKit({ config, contract });
export type Config = z.infer<typeof config>;
export type ContractName = keyof typeof contract;
