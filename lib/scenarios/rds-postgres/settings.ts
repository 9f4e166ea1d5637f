import { z } from 'zod';
import { list, optional, text } from '../contract-entry';
import { scenarioKit } from '../kit';
import { flag, wholeNumber } from '../params';

const instanceName = z
  .string()
  .regex(/^(?!.*--)[a-z][a-z0-9-]{0,40}[a-z0-9]$/, '2 to 42 lower-case letters, digits and single hyphens, a letter first');
const sqlName = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'up to 63 lower-case letters, digits and underscores, a letter first');
const listOf = (item: string) => new RegExp(`^(${item}(,${item})*)?$`);

/** What can be configured. */
export const config = z.object({
  engineVersion: z.enum(['17.11', '18.6']).default('17.11').describe('version of PostgreSQL'),
  instanceClass: z
    .string()
    .regex(/^[a-z][a-z0-9]*\.[a-z0-9]+$/, 'a class without db. in front, such as t4g.small or m7g.large')
    .default('t4g.small')
    .describe('kind of each instance, without db. in front'),
  storageGiB: wholeNumber(20, 65_536).default(20).describe('storage of each instance in GiB, as gp3'),
  replicas: wholeNumber(0, 5).default(1).describe('read replicas, each billed as the primary is'),
  multiAz: flag.default(false).describe('whether the primary has a standby in another zone, which is billed too'),
  backupDays: wholeNumber(1, 35).default(1).describe('days for which the primary can be set back to any moment'),
  keepSnapshot: flag.default(false).describe('whether destroy leaves a snapshot of the primary, which costs money until you delete it'),
  purgeSnapshots: flag.default(false).describe('whether destroy deletes every snapshot of these instances, also those that you made by hand'),
  instanceName: instanceName.default('demo-instance').describe('name of the primary'),
  replicaName: instanceName.default('demo-replica').describe('name of the first replica'),
  databaseName: sqlName.default('pagila').describe('name of the database'),
  adminName: sqlName
    .refine((name) => !['admin', 'postgres', 'rdsadmin', 'user'].includes(name), "any name but 'admin', 'postgres', 'rdsadmin' and 'user'")
    .default('masteruser')
    .describe('user that owns the database'),
  vpcCidr: z
    .string()
    .regex(/^(\d{1,3}\.){3}\d{1,3}\/(1[6-9]|2[0-4])$/, 'a block with a length from 16 to 24, such as 10.0.0.0/24')
    .default('10.0.0.0/24')
    .describe('addresses of the network'),
  zones: z
    .string()
    .regex(/^([a-z0-9-]+[a-z],[a-z0-9-]+[a-z])?$/, 'two zones, separated by a comma')
    .default('')
    .describe('availability zones, as us-east-1a,us-east-1b; the first two of the region unless said'),
  publicAccess: flag.default(false).describe('whether the instances have a public address; allowedCidrs then says for whom'),
  allowedCidrs: z
    .string()
    .regex(listOf('(\\d{1,3}\\.){3}\\d{1,3}/\\d{1,2}'), 'blocks such as 203.0.113.7/32, separated by commas')
    .default('')
    .describe('addresses that may connect directly; with publicAccess single ones, /32'),
  withGateway: flag.default(true).describe('whether there is a small instance through which psql and pgAdmin reach the database'),
  localPort: wholeNumber(1_024, 65_535).default(15_432).describe('port of this machine that leads to the database while a tunnel is open'),
  caBundle: z
    .string()
    .min(1, 'a file')
    .default('out/rds-postgres/global-bundle.pem')
    .describe('file with the certificates that Amazon publishes for RDS, for clients on this machine'),
  alertEmail: z
    .string()
    .regex(/^([^\s@]+@[^\s@]+\.[^\s@]+)?$/, 'an address such as someone@example.com')
    .default('')
    .describe('who gets a mail for each event of the instances'),
  alertPhone: z
    .string()
    .regex(/^(\+[1-9]\d{6,14})?$/, 'a number such as +12025550100')
    .default('')
    .describe('who gets a text message; new accounts send to verified numbers alone'),
  alertWebhook: z
    .string()
    .regex(/^(https:\/\/\S+)?$/, 'an https address')
    .default('')
    .describe('where each event is posted to'),
});

/** What the stacks publish. */
export const contract = {
  alertTopic: text('topic that tells what happens to the instances'),
  primaryInstance: text('instance that writes'),
  replicaInstances: list('instances that read'),
  primaryHost: text('host that writes'),
  replicaHosts: list('hosts that read'),
  port: text('port of each instance'),
  databaseName: text('database'),
  adminName: text('user that owns the database'),
  readerName: text('user that may read, and signs in by IAM'),
  secret: text('secret with the password of the owner'),
  dataBucket: text('bucket of the data to load'),
  loadFunction: text('function that loads the data'),
  readFunction: text('function that answers saved queries'),
  gateway: optional('instance through which a port is forwarded'),
  vpc: text('network of the database and its clients'),
};

export const kit = scenarioKit({ config, contract });
export type Config = z.infer<typeof config>;
export type Contract = typeof contract;
