import * as glue from 'aws-cdk-lib/aws-glue';
import * as kms from 'aws-cdk-lib/aws-kms';
import { BucketCrawler, type BucketCrawlerProps, CatalogDatabase } from 'stagecraft-constructs/lake';
import { PrivateBucket } from 'stagecraft-constructs/storage';
import { findingsOf, granteeIn, readable, statementsOf, templateOf } from '../../support/synth';

type Options = Partial<BucketCrawlerProps>;
const crawlerWith = (props: Options = {}) =>
  templateOf(
    (stack) =>
      new BucketCrawler(stack, 'Crawler', {
        database: new CatalogDatabase(stack, 'Catalog', { databaseName: 'bakery' }),
        bucket: new PrivateBucket(stack, 'Raw'),
        tablePrefix: 'raw_',
        ...props,
      }),
  );
const crawlerOf = (props?: Options) => Object.values(crawlerWith(props).findResources('AWS::Glue::Crawler'))[0]?.Properties;

const template = crawlerWith();

test('crawls the whole bucket on demand, and creates tables with the prefix', () => {
  const crawler = crawlerOf();

  expect(readable(crawler.Targets.S3Targets[0].Path)).toBe('s3://<Raw>/');
  expect(crawler.Targets.S3Targets[0].Exclusions).toEqual(['_*', '**/_*']);
  expect(crawler).toMatchObject({ TablePrefix: 'raw_' });
  expect(crawler.Schedule).toBeUndefined();
});

test('adds columns and removes none, and inherits partition columns from the table', () => {
  const { SchemaChangePolicy, Configuration } = crawlerOf();

  expect(SchemaChangePolicy).toEqual({ UpdateBehavior: 'UPDATE_IN_DATABASE', DeleteBehavior: 'LOG' });
  expect(JSON.parse(Configuration)).toEqual({
    Version: 1,
    CrawlerOutput: { Partitions: { AddOrUpdateBehavior: 'InheritFromTable' }, Tables: { AddOrUpdateBehavior: 'MergeNewColumns' } },
  });
});

test.each<[string, Options, Record<string, unknown>]>([
  ['crawlerName', { crawlerName: 'raw' }, { Name: 'raw' }],
  ['schedule', { schedule: 'cron(15 3 * * ? *)' }, { Schedule: { ScheduleExpression: 'cron(15 3 * * ? *)' } }],
  ['description', { description: 'Finds files' }, { Description: 'Finds files' }],
])('%s', (_, props, expected) => {
  expect(crawlerOf(props)).toMatchObject(expected);
});

test('takes securityConfiguration', () => {
  const encrypted = templateOf((stack) => {
    const securityConfiguration = glue.SecurityConfiguration.fromSecurityConfigurationName(stack, 'Keys', 'own-keys');
    new BucketCrawler(stack, 'Crawler', {
      database: new CatalogDatabase(stack, 'Catalog'),
      bucket: new PrivateBucket(stack, 'Raw'),
      tablePrefix: 'raw_',
      securityConfiguration,
    });
  });

  encrypted.hasResourceProperties('AWS::Glue::Crawler', { CrawlerSecurityConfiguration: 'own-keys' });
});

test('may read its bucket and no other, and change tables with its prefix and no others', () => {
  const glueArn = 'arn:<partition>:glue:<region>:<account>';
  const statements = statementsOf(template, 'CrawlerRole');

  expect(statements.filter(({ actions }) => actions[0]?.startsWith('s3:'))).toEqual([
    { actions: ['s3:GetObject'], resources: ['<Raw.Arn>/*'] },
    { actions: ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:ListBucket'], resources: ['<Raw.Arn>'] },
  ]);
  expect(statements.filter(({ actions }) => actions.includes('glue:CreateTable'))).toEqual([
    {
      actions: [
        'glue:BatchCreatePartition',
        'glue:BatchUpdatePartition',
        'glue:CreatePartition',
        'glue:CreateTable',
        'glue:UpdatePartition',
        'glue:UpdateTable',
      ],
      resources: [`${glueArn}:catalog`, `${glueArn}:database/<Catalog>`, `${glueArn}:table/<Catalog>/raw_*`],
    },
  ]);
});

test('may decrypt with the customer managed key of the bucket', () => {
  const encrypted = templateOf((stack) => {
    const bucket = new PrivateBucket(stack, 'Raw', { encryptionKey: new kms.Key(stack, 'Key') });
    new BucketCrawler(stack, 'Crawler', { database: new CatalogDatabase(stack, 'Catalog'), bucket, tablePrefix: 'raw_' });
  });

  expect(statementsOf(encrypted, 'CrawlerRole')).toContainEqual({ actions: ['kms:Decrypt'], resources: ['<Key.Arn>'] });
});

test('grantCrawl allows starting, stopping and polling this crawler', () => {
  const granted = templateOf((stack) => {
    const crawler = new BucketCrawler(stack, 'Crawler', {
      database: new CatalogDatabase(stack, 'Catalog'),
      bucket: new PrivateBucket(stack, 'Raw'),
      tablePrefix: 'raw_',
    });
    crawler.grantCrawl(granteeIn(stack));
  });

  expect(statementsOf(granted, 'Grantee')).toEqual([
    {
      actions: ['glue:GetCrawler', 'glue:StartCrawler', 'glue:StopCrawler'],
      resources: ['arn:<partition>:glue:<region>:<account>:crawler/<Crawler>'],
    },
  ]);
});

test.each([
  ['', /tablePrefix is not the beginning of a name/],
  ['Raw-', /tablePrefix is not the beginning of a name that Athena can query.*got 'Raw-'/],
])('refuses the prefix %j', (tablePrefix, message) => {
  expect(() => crawlerWith({ tablePrefix })).toThrow(message);
});

test('cdk-nag has no findings', () => {
  expect(
    findingsOf((stack) => {
      const database = new CatalogDatabase(stack, 'Catalog', { databaseName: 'bakery' });
      new BucketCrawler(stack, 'Crawler', { database, bucket: new PrivateBucket(stack, 'Raw'), tablePrefix: 'raw_' });
    }),
  ).toEqual([]);
});
