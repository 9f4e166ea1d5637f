import { z } from 'zod';
import { list, optional, text } from '../contract-entry';
import { scenarioKit } from '../kit';
import { availabilityZones, flag, glueDatabase, instanceType, wholeNumber } from '../params';

/** Configuration. */
export const config = z
  .object({
    size: z.enum(['single', 'multi']).default('single').describe('single: the primary node only; multi: with core nodes'),
    primaryType: instanceType.default('m7g.xlarge').describe('instance type of the primary node, where Zeppelin runs'),
    coreType: instanceType.default('m7g.2xlarge').describe('instance type of the core nodes of size multi, of the same architecture'),
    coreCount: wholeNumber(1, 50).default(3).describe('core nodes of size multi'),
    availabilityZones,
    storage: z.enum(['s3', 'git']).default('s3').describe('where Zeppelin stores notes: in the data bucket, or in your own Git repository'),
    gitUrl: z
      .string()
      .regex(/^(https:\/\/[^\s@]+)?$/, 'an address such as https://github.com/you/notes.git, or nothing')
      .default('')
      .describe('Git repository for storage git'),
    gitTokenSecret: z
      .string()
      .regex(/^(arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:.+)?$/, 'ARN of a secret of Secrets Manager, or nothing')
      .default('')
      .describe('secret with a token that may write to gitUrl'),
    databaseName: glueDatabase('zeppelin_demo').describe('Glue database of the tables that the crawlers create'),
    databaseInstance: z
      .string()
      .regex(/^[a-z][a-z0-9]*\.[a-z0-9]+$/, 'an instance class without the prefix db., such as t4g.medium')
      .default('t4g.medium')
      .describe('instance class of PostgreSQL, without the prefix db.'),
    keepSnapshot: flag.default(false).describe('keep a final snapshot of PostgreSQL'),
    idleHours: wholeNumber(1, 168).default(1).describe('idle hours after which interpreters end and the cluster terminates'),
    clusterGeneration: wholeNumber(1, 1_000)
      .default(1)
      .describe('least generation of the cluster, which is in its name; deploy raises it when the cluster has terminated'),
    terminationProtection: flag.default(false).describe('enable termination protection of the cluster'),
  })
  .refine(({ storage, gitUrl, gitTokenSecret }) => storage === 's3' || (gitUrl !== '' && gitTokenSecret !== ''), {
    error: 's3, or git together with gitUrl and gitTokenSecret',
    path: ['storage'],
  });

/** What the stacks publish. */
export const contract = {
  dataBucket: text('bucket of sources, data and notes'),
  logBucket: text('bucket of the logs of the cluster'),
  database: text('Glue database of the tables that crawlers create'),
  crawlers: list('crawlers of the data'),
  host: text('PostgreSQL endpoint, reachable only from the VPC'),
  ratingsDatabase: text('PostgreSQL database with films and ratings'),
  ratingsSecret: text('secret with user and password of PostgreSQL'),
  instance: text('name of the PostgreSQL instance'),
  cluster: text('id of the EMR cluster'),
  clusterGeneration: optional('generation of the cluster, which is in its name'),
  vpc: text('VPC of cluster and database'),
  primaryDns: text('private DNS name of the primary node'),
  archive: text('archive with configuration and notes'),
  analystSecret: text('secret with the password of the user analyst of Zeppelin'),
  dashboard: text('CloudWatch dashboard of the cluster'),
};

export const kit = scenarioKit({ config, contract });
export type Config = z.infer<typeof config>;
export type Contract = typeof contract;

/** What to do about a cluster that has terminated. */
export const REPLACE_CLUSTER =
  'stagecraft deploy emr-zeppelin replaces it, then stagecraft run emr-zeppelin configure; --set idleHours=… keeps it longer';

/** Port of Zeppelin on the primary node. */
export const PORT = 8_890;

/** Folders of the data bucket. */
export const FOLDERS = { sources: 'sources', data: 'data', notes: 'notebooks' } as const;

/** Crawlers by name, with the folders of the lake that each crawls. The rehearsal on this machine uses the same. */
export const CRAWLERS = {
  'bakery-transactions-crawler': ['bakery-csv', 'bakery-parquet', 'bakery-summary-parquet'],
  'movie-ratings-crawler': ['movies-parquet-100k', 'ratings-parquet-100k', 'movies-parquet-full', 'ratings-parquet-full'],
} as const;

/** Tables that the crawlers create once notes 1 and 2 have run for both sizes. */
export const TABLES: readonly string[] = Object.values(CRAWLERS)
  .flat()
  .map((folder) => folder.replaceAll('-', '_'))
  .sort();

/** Notes by the names of their jobs: the file, and the name in Zeppelin. */
export const NOTES = {
  nb1: { file: '1-bakery.zpln', name: '1 Bakery' },
  nb2: { file: '2-movielens.zpln', name: '2 MovieLens' },
  nb3: { file: '3-glue-catalog.zpln', name: '3 Glue catalog' },
  nb4: { file: '4-postgresql.zpln', name: '4 PostgreSQL' },
} as const;
