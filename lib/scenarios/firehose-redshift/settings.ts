import { z } from 'zod';
import { JobError } from '../../errors';
import { optional, text } from '../contract-entry';
import { scenarioKit } from '../kit';
import { cidr, flag, optionalCidr, optionalEmail, wholeNumber } from '../params';

const capacity = z.coerce.number().refine((value) => value === 4 || (value >= 8 && value <= 512 && value % 8 === 0), '4, or 8 to 512 in steps of 8');

/** Configuration. */
export const config = z.object({
  delivery: z
    .enum(['direct', 'autocopy', 'streaming'])
    .default('direct')
    .describe(
      'direct: Firehose loads a public endpoint; autocopy: Firehose writes to S3, and Redshift copies; streaming: Redshift reads Kinesis; the last two are private',
    ),
  warehouse: z.enum(['serverless', 'provisioned']).default('serverless').describe('Redshift Serverless, or a provisioned cluster'),
  baseCapacity: capacity.default(8).describe('base capacity of Redshift Serverless in RPU; 4 is not available in every region'),
  maxCapacity: capacity.default(8).describe('maximum capacity of Redshift Serverless in RPU, which caps the cost of an hour'),
  nodeType: z
    .string()
    .regex(/^(ra3|rg)\.[a-z0-9]+$/, 'an ra3 or rg node type, such as ra3.large')
    .default('ra3.large')
    .describe('node type of a cluster'),
  nodes: wholeNumber(1, 16).default(1).describe('nodes of a cluster, each billed by the hour'),
  databaseName: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,63}$/, 'up to 64 lower-case letters, digits and underscores, a letter first')
    .default('dev')
    .describe('Redshift database with the schema sensor'),
  bufferSeconds: wholeNumber(0, 900).default(60).describe('buffer interval in seconds; less makes more objects and more COPYs'),
  bufferMiB: wholeNumber(1, 128).default(1).describe('buffer size in MiB at which Firehose delivers before the interval ends'),
  operatorCidr: optionalCidr(24, 32, '203.0.113.7/32').describe(
    'with direct: CIDR block of SQL clients that connect directly; queries use the Data API and need none',
  ),
  quickSightCidr: optionalCidr(24, 29, '52.23.63.224/27').describe(
    'with direct: CIDR block of QuickSight in its region, which may then connect; in us-east-1 52.23.63.224/27',
  ),
  firehoseCidr: optionalCidr(24, 29, '52.70.63.192/27').describe('with direct: CIDR block of Firehose, in a region whose block is not known here'),
  alertEmail: optionalEmail('address that receives an email when an alarm goes off and when it ends'),
  vpcCidr: cidr(16, 22, '10.0.0.0/16').default('10.0.0.0/16').describe('CIDR block of the VPC'),
  zones: z
    .string()
    .regex(/^([a-z0-9-]+[a-z](,[a-z0-9-]+[a-z]){2})?$/, 'three zones, separated by commas')
    .default('')
    .describe('availability zones, such as us-east-1a,us-east-1b,us-east-1c; empty means the first three of the region'),
  customerKey: flag.default(false).describe('encrypt warehouse and bucket with a customer managed key, for about a dollar a month'),
});

/** What the stacks publish. */
export const contract = {
  dataBucket: text('bucket of the tables to load and the delivered records'),
  workgroup: optional('Redshift Serverless workgroup'),
  cluster: optional('provisioned Redshift cluster'),
  adminSecret: optional("secret of a cluster's administrator; Redshift Serverless names it itself"),
  host: text('Redshift endpoint'),
  databaseName: text('Redshift database with the schema sensor'),
  loadRole: text('IAM role that COPY uses to read the bucket'),
  vpc: text('VPC of the warehouse'),
  deliveryStream: optional('delivery stream of the readings'),
  readingStream: optional('data stream of the readings'),
  loaderSecret: optional('secret of the database user of Firehose'),
  validatorFunction: optional('transformation function of the delivery stream'),
  simulatorRole: text('role that may only send readings to the stream'),
};

export const kit = scenarioKit({ config, contract });
export type Config = z.infer<typeof config>;
export type Contract = typeof contract;

/** Folder of the data bucket for readings. */
export const MESSAGES = 'message';

/** Folder of the data bucket for readings that could not be delivered. */
export const ERRORS = 'errors';

/** Names of the article. */
export const NAMES = { deliveryStream: 'redshift-delivery-stream', readingStream: 'sensor-readings', warehouse: 'sensor-warehouse' } as const;

/** Table of the readings. */
export const TABLE = 'sensor.message';

/** An entry of the contract that some configurations lack. @throws JobError when this deployment lacks it */
export function published(value: string | undefined, name: string): string {
  if (value !== undefined) return value;
  throw new JobError({ problem: `this deployment has no ${name}`, fix: 'stagecraft deploy firehose-redshift, then repeat the command' });
}
