import { z } from 'zod';
import { optional, text } from '../contract-entry';
import { scenarioKit } from '../kit';
import { availabilityZones, flag, glueDatabase, instanceType, wholeNumber } from '../params';

/** Configuration. */
export const config = z
  .object({
    databaseName: glueDatabase('emr_superset_demo').describe('Glue database of the bakery'),
    source: z.enum(['athena', 'trino', 'hive']).default('athena').describe('query engine of Superset: Athena, or Trino or Hive on the cluster'),
    port: wholeNumber(1_024, 65_535).default(8_280).describe('port of Superset, on the primary node and on your machine'),
    withDemoUsers: flag.default(true).describe('also create users with the roles Alpha and Gamma'),
    primaryType: instanceType.default('m7g.xlarge').describe('instance type of the primary node, where Superset runs'),
    coreType: instanceType.default('m7g.xlarge').describe('instance type of the core nodes, of the same architecture'),
    coreCount: wholeNumber(0, 20).default(1).describe('core nodes; with none everything runs on the primary node'),
    idleHours: wholeNumber(1, 168)
      .default(8)
      .describe('idle hours, without a step or a query on the cluster, after which it terminates, and Superset with it'),
    clusterGeneration: wholeNumber(1, 1_000)
      .default(1)
      .describe('least generation of the cluster, which is in its name; deploy raises it when the cluster has terminated'),
    terminationProtection: flag.default(false).describe('enable termination protection of the cluster'),
    availabilityZones,
    vpcId: z
      .string()
      .regex(/^(vpc-[0-9a-f]+)?$/, 'a VPC id such as vpc-0a1b2c3d, or nothing')
      .default('')
      .describe('VPC to use; empty creates one'),
    subnetId: z
      .string()
      .regex(/^(subnet-[0-9a-f]+)?$/, 'a subnet id such as subnet-0a1b2c3d, or nothing')
      .default('')
      .describe('private subnet of vpcId with a route to the internet'),
    availabilityZone: z
      .string()
      .regex(/^([a-z]{2}(-[a-z]+)+-\d[a-z])?$/, 'a zone such as eu-central-1a, or nothing')
      .default('')
      .describe('availability zone of subnetId'),
    scanLimitMb: wholeNumber(10, 1_000_000).default(1_000).describe('maximum megabytes that one Athena query may scan'),
  })
  .refine(({ coreCount, source }) => coreCount > 0 || source === 'athena', {
    error: '1 or more; 0 only with source athena, because Trino and Hive query on the core nodes',
    path: ['coreCount'],
  })
  .refine(({ vpcId, subnetId, availabilityZone }) => new Set([vpcId, subnetId, availabilityZone].map((value) => value === '')).size === 1, {
    error: 'all three or none: vpcId, subnetId and availabilityZone',
    path: ['vpcId'],
  });

/** What the stacks publish. */
export const contract = {
  dataBucket: text('bucket of the bakery data and the Athena query results'),
  logBucket: text('bucket of the logs of the cluster'),
  database: text('Glue database of the bakery'),
  workgroup: text('Athena workgroup of Superset and of queries'),
  cluster: text('id of the EMR cluster'),
  clusterGeneration: optional('generation of the cluster, which is in its name'),
  vpc: text('VPC of the cluster'),
  primaryDns: text('private DNS name of the primary node'),
  port: text('port of Superset, on the primary node and on your machine'),
  installer: text('archive with the installer of Superset'),
  assets: text('archive with dataset, charts, dashboard and saved queries'),
  databaseUri: text('SQLAlchemy URI of the database in Superset, without credentials'),
  secretKey: text('secret with the Superset SECRET_KEY, which signs sessions'),
  adminSecret: text('secret with the password of SupersetAdmin'),
  alphaSecret: optional('secret with the password of SupersetUserAlpha'),
  gammaSecret: optional('secret with the password of SupersetUserGamma'),
};

export const kit = scenarioKit({ config, contract });
export type Config = z.infer<typeof config>;
export type Contract = typeof contract;

/** What to do about a cluster that has terminated. */
export const REPLACE_CLUSTER =
  'stagecraft deploy emr-superset replaces it, then stagecraft run emr-superset install; --set idleHours=… keeps it longer';

/** Table of the sales, and its folder in the data bucket. */
export const TABLE = 'bakery';

/** Columns of the table. All are text, since Hive and Trino read quoted CSV as text only. */
export const COLUMNS = ['date', 'time', 'transaction', 'item'] as const;
