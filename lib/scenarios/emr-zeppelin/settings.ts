import { z } from 'zod';
import { list, text } from '../contract-entry';
import { scenarioKit } from '../kit';
import { flag, glueDatabase, instanceType, wholeNumber } from '../params';

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
  })
  .refine(({ storage, gitUrl, gitTokenSecret }) => storage === 's3' || (gitUrl !== '' && gitTokenSecret !== ''), {
    error: 's3, or git together with gitUrl and gitTokenSecret',
    path: ['storage'],
  });

/** What the stacks publish. */
export const contract = {
  dataBucket: text('bucket of sources, data and notes'),
  logBucket: text('bucket of the logs of the cluster'),
  database: text('Glue database of the tables that crawlers find'),
  crawlers: list('crawlers of the data'),
  host: text('host of PostgreSQL inside the network'),
  ratingsDatabase: text('database of PostgreSQL with films and ratings'),
  ratingsSecret: text('secret with user and password of PostgreSQL'),
  instance: text('name of the PostgreSQL instance'),
  cluster: text('id of the EMR cluster'),
  vpc: text('network of cluster and database'),
  primaryDns: text('name of the primary node inside the network'),
  archive: text('archive with configuration and notes'),
  analystSecret: text('secret with the password of the user analyst of Zeppelin'),
  dashboard: text('CloudWatch dashboard of the cluster'),
};

export const kit = scenarioKit({ config, contract });
export type Config = z.infer<typeof config>;
export type Contract = typeof contract;
