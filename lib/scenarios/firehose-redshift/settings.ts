import { z } from 'zod';
import { optional, text } from '../contract-entry';
import { scenarioKit } from '../kit';
import { flag, wholeNumber } from '../params';

const block = (shape: RegExp, description: string) => z.string().regex(shape, description).default('');
const capacity = z.coerce.number().refine((value) => value === 4 || (value >= 8 && value <= 512 && value % 8 === 0), '4, or 8 to 512 in steps of 8');

/** What can be configured. */
export const config = z.object({
  delivery: z
    .enum(['direct', 'autocopy', 'streaming'])
    .default('direct')
    .describe(
      'direct: Firehose to a public endpoint; autocopy: Firehose to S3, and Redshift copies; streaming: Redshift reads Kinesis; the last two are private',
    ),
  warehouse: z.enum(['serverless', 'provisioned']).default('serverless').describe('Redshift without servers, or a cluster'),
  baseCapacity: capacity.default(8).describe('RPU with which a query begins, without servers; 4 is not in every region'),
  maxCapacity: capacity.default(8).describe('most RPU, without servers: what an hour can cost at most'),
  nodeType: z
    .string()
    .regex(/^(ra3|rg)\.[a-z0-9]+$/, 'a type of ra3 or rg, such as ra3.large')
    .default('ra3.large')
    .describe('kind of the nodes of a cluster'),
  nodes: wholeNumber(1, 16).default(1).describe('nodes of a cluster, each billed by the hour'),
  databaseName: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,63}$/, 'up to 64 lower-case letters, digits and underscores, a letter first')
    .default('dev')
    .describe('database of the schema sensor'),
  bufferSeconds: wholeNumber(0, 900).default(60).describe('longest that a reading waits in a buffer; less makes more objects and more COPYs'),
  bufferMiB: wholeNumber(1, 128).default(1).describe('size at which a buffer is delivered before its time'),
  operatorCidr: block(
    /^((?!0\.0\.0\.0)(\d{1,3}\.){3}\d{1,3}\/(2[4-9]|3[0-2]))?$/,
    'a block of at most 256 addresses, such as 203.0.113.7/32',
  ).describe('with direct: addresses of SQL clients that connect directly; none are needed, since queries go by the Data API'),
  quickSightCidr: block(/^((?!0\.0\.0\.0)(\d{1,3}\.){3}\d{1,3}\/2[4-9])?$/, 'a range such as 52.23.63.224/27').describe(
    'with direct: the range of QuickSight in its region, so that it can read; in us-east-1 52.23.63.224/27',
  ),
  firehoseCidr: block(/^((?!0\.0\.0\.0)(\d{1,3}\.){3}\d{1,3}\/2[4-9])?$/, 'a range such as 52.70.63.192/27').describe(
    'with direct: the range of Firehose, where it is not one of the regions that are known here',
  ),
  vpcCidr: z
    .string()
    .regex(/^(\d{1,3}\.){3}\d{1,3}\/(1[6-9]|2[0-2])$/, 'a block with a length from 16 to 22, such as 10.0.0.0/16')
    .default('10.0.0.0/16')
    .describe('addresses of the network'),
  zones: z
    .string()
    .regex(/^([a-z0-9-]+[a-z](,[a-z0-9-]+[a-z]){2})?$/, 'three zones, separated by commas')
    .default('')
    .describe('availability zones, as us-east-1a,us-east-1b,us-east-1c; the first three of the region unless said'),
  customerKey: flag.default(false).describe('encrypt warehouse and bucket by a key of their own, for about a dollar a month'),
});

/** What the stacks publish. */
export const contract = {
  dataBucket: text('bucket of the tables to load, and of what is delivered'),
  workgroup: optional('workgroup of the warehouse'),
  cluster: optional('cluster of the warehouse'),
  adminSecret: optional("secret of a cluster's administrator; Redshift Serverless names it itself"),
  host: text('host of the warehouse'),
  databaseName: text('database of the schema sensor'),
  loadRole: text('role as which Redshift reads what it loads'),
  vpc: text('network of the warehouse'),
  deliveryStream: optional('delivery stream of the readings'),
  readingStream: optional('data stream of the readings'),
  loaderSecret: optional('secret of the user that Firehose is'),
  validatorFunction: optional('function that looks at each reading'),
  simulatorRole: text('role that may send readings, and nothing else'),
};

export const kit = scenarioKit({ config, contract });
export type Config = z.infer<typeof config>;
export type Contract = typeof contract;
