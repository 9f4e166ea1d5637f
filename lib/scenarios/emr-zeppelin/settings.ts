import { z } from 'zod';
import { flag, glueDatabase, instanceType, ttlHours, wholeNumber } from '../params';
import { scenarioKit } from '../scenario';

/** What can be configured. */
export const config = z
  .object({
    size: z.enum(['single', 'multi']).default('single').describe('one node, or one and coreCount more'),
    primaryType: instanceType.default('m7g.xlarge').describe('kind of the primary node, where Zeppelin runs'),
    coreType: instanceType.default('m7g.2xlarge').describe('kind of the core nodes of size multi, of the same architecture'),
    coreCount: wholeNumber(1, 50).default(3).describe('core nodes of size multi'),
    storage: z.enum(['s3', 'git']).default('s3').describe('where Zeppelin keeps notes: in the data bucket, or in a repository of yours'),
    gitUrl: z
      .string()
      .regex(/^(https:\/\/[^\s@]+)?$/, 'an address such as https://github.com/you/notes.git, or nothing')
      .default('')
      .describe('repository of storage git'),
    gitTokenSecret: z
      .string()
      .regex(/^(arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:.+)?$/, 'ARN of a secret of Secrets Manager, or nothing')
      .default('')
      .describe('secret whose text is a token that may write to gitUrl'),
    databaseName: glueDatabase('zeppelin_demo').describe('Glue database of the tables that crawlers find'),
    databaseInstance: z
      .string()
      .regex(/^[a-z][a-z0-9]*\.[a-z0-9]+$/, 'a kind of instance such as t4g.medium')
      .default('t4g.medium')
      .describe('kind of the PostgreSQL instance, without db. before it'),
    keepSnapshot: flag.default(false).describe('whether a snapshot of PostgreSQL is kept when it is deleted'),
    idleHours: wholeNumber(1, 168).default(1).describe('hours without work after which the cluster goes; interpreters end after as long'),
    terminationProtection: flag.default(false).describe('whether the cluster refuses to be terminated'),
    ttlHours,
  })
  .refine(({ storage, gitUrl, gitTokenSecret }) => storage === 's3' || (gitUrl !== '' && gitTokenSecret !== ''), {
    error: 's3, or git together with gitUrl and gitTokenSecret',
    path: ['storage'],
  });

/** What the stacks publish. */
export const contract = {
  dataBucket: 'bucket of sources, data and notes',
  logBucket: 'bucket of the logs of the cluster',
  database: 'Glue database of the tables that crawlers find',
  crawlers: 'crawlers of the data, separated by commas',
  host: 'host of PostgreSQL inside the network',
  ratingsDatabase: 'database of PostgreSQL with films and ratings',
  ratingsSecret: 'secret with user and password of PostgreSQL',
  instance: 'name of the PostgreSQL instance',
  cluster: 'id of the EMR cluster',
  vpc: 'network of cluster and database',
  primaryDns: 'name of the primary node inside the network',
  archive: 'archive with configuration and notes',
  analystSecret: 'secret with the password of the user analyst of Zeppelin',
  dashboard: 'CloudWatch dashboard of the cluster',
} as const;

export const kit = scenarioKit({ config, contract });
export type Config = z.infer<typeof config>;
export type ContractName = keyof typeof contract;
