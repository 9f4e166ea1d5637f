import { z } from 'zod';
import { type ContractValues, list, optional, text } from '../contract-entry';
import { scenarioKit } from '../kit';
import { cidr, flag, isCidr, optionalEmail, wholeNumber } from '../params';

const instanceName = z
  .string()
  .regex(/^(?!.*--)[a-z][a-z0-9-]{0,40}[a-z0-9]$/, '2 to 42 lower-case letters, digits and single hyphens, a letter first');
const sqlName = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'up to 63 lower-case letters, digits and underscores, a letter first');

/** Configuration. */
export const config = z.object({
  engineVersion: z.enum(['17.11', '18.6']).default('17.11').describe('PostgreSQL version'),
  instanceClass: z
    .string()
    .regex(/^[a-z][a-z0-9]*\.[a-z0-9]+$/, 'an instance class without the prefix db., such as t4g.small or m7g.large')
    .default('t4g.small')
    .describe('instance class of each instance, without the prefix db.'),
  storageGiB: wholeNumber(20, 65_536).default(20).describe('storage of each instance in GiB, as gp3'),
  replicas: wholeNumber(0, 5).default(1).describe('read replicas, each billed as the primary is'),
  multiAz: flag.default(false).describe('give the primary a standby in another zone, which is billed too'),
  backupDays: wholeNumber(1, 35).default(1).describe('backup retention in days: how far back point-in-time recovery reaches'),
  keepSnapshot: flag.default(false).describe('keep a final snapshot of the primary on destroy; it costs money until you delete it'),
  purgeSnapshots: flag.default(false).describe('delete every snapshot of these instances on destroy, also those that you made by hand'),
  instanceName: instanceName.default('demo-instance').describe('identifier of the primary'),
  replicaName: instanceName.default('demo-replica').describe('identifier of the first replica'),
  databaseName: sqlName.default('pagila').describe('name of the database'),
  adminName: sqlName
    .refine((name) => !['admin', 'postgres', 'rdsadmin', 'user'].includes(name), "any name but 'admin', 'postgres', 'rdsadmin' and 'user'")
    .default('masteruser')
    .describe('master username; it owns the database'),
  vpcCidr: cidr(16, 24, '10.0.0.0/24').default('10.0.0.0/24').describe('CIDR block of the VPC'),
  zones: z
    .string()
    .regex(/^([a-z0-9-]+[a-z],[a-z0-9-]+[a-z])?$/, 'two zones, separated by a comma')
    .default('')
    .describe('availability zones, such as us-east-1a,us-east-1b; empty means the first two of the region'),
  publicAccess: flag.default(false).describe('make the instances publicly accessible, for allowedCidrs only'),
  allowedCidrs: z
    .string()
    .refine(
      (text) => text === '' || text.split(',').every((block) => isCidr(block, { shortest: 8, longest: 32 })),
      'CIDR blocks from /8 to /32, such as 203.0.113.7/32, separated by commas; nothing is ever opened to the world',
    )
    .default('')
    .describe('CIDR blocks that may connect directly; with publicAccess only single addresses, /32'),
  withGateway: flag.default(true).describe('deploy a small instance through which psql and pgAdmin reach the database'),
  localPort: wholeNumber(1_024, 65_535).default(15_432).describe('local port of a tunnel to the database'),
  caBundle: z
    .string()
    .min(1, 'a file')
    .default('out/rds-postgres/global-bundle.pem')
    .describe('file with the RDS certificate bundle, for clients on this machine'),
  alertEmail: optionalEmail('address that receives an email for each RDS event'),
  alertPhone: z
    .string()
    .regex(/^(\+[1-9]\d{6,14})?$/, 'a number such as +12025550100')
    .default('')
    .describe('phone number that receives a text message for each RDS event; new accounts send to verified numbers only'),
  alertWebhook: z
    .string()
    .regex(/^(https:\/\/\S+)?$/, 'an https address')
    .default('')
    .describe('HTTPS address to which each RDS event is posted'),
});

/** What the stacks publish. */
export const contract = {
  alertTopic: text('SNS topic of RDS events'),
  primaryInstance: text('primary instance'),
  replicaInstances: list('read replicas'),
  primaryHost: text('endpoint of the primary'),
  replicaHosts: list('endpoints of the read replicas'),
  port: text('port of each instance'),
  databaseName: text('name of the database'),
  adminName: text('master username, which owns the database'),
  readerName: text('read-only database user, with IAM authentication'),
  secret: text('secret with the password of the owner'),
  dataBucket: text('bucket of the data to load'),
  loadFunction: text('function that loads the data'),
  readFunction: text('function that runs saved queries'),
  gateway: optional('EC2 instance for Session Manager port forwarding'),
  vpc: text('VPC of the database and its clients'),
};

export const kit = scenarioKit({ config, contract });
export type Config = z.infer<typeof config>;
export type Contract = typeof contract;

/** Folder of the data bucket with a file for each table. */
export const DATA_PREFIX = 'raw/';

/** User of the saved queries, which `roles.sql` creates. */
export const READER = 'pagila_reader';

/** Identifiers of the instances, the primary first. */
export function instancesOf({
  primaryInstance,
  replicaInstances,
}: Pick<ContractValues<Contract>, 'primaryInstance' | 'replicaInstances'>): readonly string[] {
  return [primaryInstance, ...replicaInstances];
}
