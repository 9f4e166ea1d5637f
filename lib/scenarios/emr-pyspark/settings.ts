import { z } from 'zod';
import { optional, text } from '../contract-entry';
import { scenarioKit } from '../kit';
import { availabilityZones, cidr, flag, glueDatabase, optionalCidr, wholeNumber } from '../params';

/** Configuration. */
export const config = z.object({
  environment: z
    .enum(['small', 'dev', 'test', 'prod'])
    .default('dev')
    .describe('environment: size of the clusters, and termination protection of the long-lived one; small fits the quotas of a fresh account'),
  releaseLabel: z.enum(['emr-7.14.0', 'emr-spark-8.1.0']).default('emr-7.14.0').describe('EMR release: Spark 3.5, or Spark 4.1 without Hive'),
  longLived: flag.default(true).describe('also deploy a long-lived cluster for steps; transient, step-functions and serverless do not need it'),
  clusterGeneration: wholeNumber(1, 1_000)
    .default(1)
    .describe('least generation of the cluster, which is in its name; deploy raises it when the cluster has terminated'),
  idleMinutes: wholeNumber(1, 10_080).default(60).describe('auto-termination: idle timeout of a cluster in minutes'),
  serverless: flag.default(true).describe('also deploy the EMR Serverless application; it costs nothing while no job runs'),
  databaseName: glueDatabase('emr_demo').describe('Glue database of the crawled tables'),
  natGateways: wholeNumber(1, 2).default(1).describe('number of NAT gateways; each costs about a dollar a day'),
  availabilityZones,
  cidr: cidr(16, 22).default('10.192.0.0/16').describe('CIDR block of the VPC'),
  keyPair: z
    .string()
    .regex(/^[\w .-]{0,255}$/, 'the name of an EC2 key pair')
    .default('')
    .describe('EC2 key pair for SSH; none by default, because sessions use Systems Manager'),
  sshCidr: optionalCidr(16, 32, '203.0.113.7/32').describe('CIDR block that may connect to port 22 of the primary node; none by default'),
});

/** Published outputs. */
export const contract = {
  vpc: text('VPC of the clusters'),
  clusterSubnet: text('private subnet of the clusters'),
  primarySecurityGroup: text('security group of primary nodes'),
  coreSecurityGroup: text('security group of core and task nodes'),
  serviceAccessSecurityGroup: text('service access security group of EMR'),
  bronzeBucket: text('bucket of the raw CSV files'),
  silverBucket: text('bucket of the processed Parquet files'),
  goldBucket: text('bucket of the results'),
  workBucket: text('bucket of the PySpark programs'),
  logsBucket: text('bucket of the logs of clusters and jobs'),
  glueDbBucket: text('bucket that is the location of the Glue database'),
  bootstrapBucket: text('bucket of the bootstrap script'),
  database: text('Glue database of the crawled tables'),
  rawCrawler: text('crawler of the raw CSV files'),
  processedCrawler: text('crawler of the processed Parquet files'),
  serviceRole: text('EMR service role'),
  instanceRole: text('EC2 role of the instances, which all jobs on them use'),
  instanceProfile: text('instance profile of the EC2 role'),
  parametersPath: text('path of the SSM parameters with the bucket names for jobs'),
  releaseLabel: text('EMR release label'),
  keyPair: optional('EC2 key pair for SSH'),
  securityConfiguration: text('security configuration of the clusters'),
  bootstrapScript: text('S3 URI of the bootstrap script'),
  clusterId: optional('long-lived cluster'),
  clusterGeneration: optional('generation of the long-lived cluster, which is in its name'),
  processMachine: text('state machine that processes raw data on a cluster'),
  analyzeMachine: text('state machine that analyzes processed data on a cluster'),
  machineLogGroup: text('log group of the state machines'),
  serverlessApplication: optional('EMR Serverless application'),
  serverlessRole: optional('job runtime role of EMR Serverless'),
  serverlessProcessMachine: optional('state machine that processes raw data without a cluster'),
  serverlessAnalyzeMachine: optional('state machine that analyzes processed data without a cluster'),
};

export const kit = scenarioKit({ config, contract });
export type Config = z.infer<typeof config>;
export type Contract = typeof contract;
