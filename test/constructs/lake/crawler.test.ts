import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as glue from 'aws-cdk-lib/aws-glue';
import { CatalogDatabase, CatalogTable, Crawler, type CrawlerProps } from 'stagecraft-constructs/lake';
import { findingsOf, granteeIn, readable, statementsOf, templateOf } from '../../support/synth';
import { arnsOf, weatherIn } from './weather';

const CRAWLER = 'AWS::Glue::Crawler';

function crawlerWith(props: Partial<CrawlerProps> = {}): Template {
  return templateOf((stack) => new Crawler(stack, 'Crawler', { tables: [weatherIn(stack).readings], ...props }));
}

describe('with defaults', () => {
  const template = crawlerWith();

  test('has its table as catalog target', () => {
    template.hasResourceProperties(CRAWLER, {
      Targets: {
        CatalogTargets: [{ DatabaseName: { Ref: Match.stringLikeRegexp('^Catalog') }, Tables: ['readings_json'] }],
        S3Targets: Match.absent(),
      },
    });
  });

  test('updates the catalog, and only logs deleted objects', () => {
    template.hasResourceProperties(CRAWLER, { SchemaChangePolicy: { UpdateBehavior: 'UPDATE_IN_DATABASE', DeleteBehavior: 'LOG' } });
  });

  test('inherits partition columns from the table, and merges new columns', () => {
    const [crawler] = Object.values(template.findResources(CRAWLER));

    expect(JSON.parse(crawler?.Properties.Configuration)).toEqual({
      Version: 1,
      CrawlerOutput: { Partitions: { AddOrUpdateBehavior: 'InheritFromTable' }, Tables: { AddOrUpdateBehavior: 'MergeNewColumns' } },
    });
  });

  test('runs on demand only, and derives its name from the construct path', () => {
    template.hasResourceProperties(CRAWLER, { Schedule: Match.absent(), Name: Match.stringLikeRegexp('^TestCrawler') });
  });

  test('depends on its table and on the policy of its role', () => {
    const [crawler] = Object.values(template.findResources(CRAWLER));

    expect(crawler?.DependsOn).toEqual(
      expect.arrayContaining([expect.stringMatching(/^Readings/), expect.stringMatching(/^CrawlerRoleDefaultPolicy/)]),
    );
  });

  test('has a role that only Glue can assume, without managed policies', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'glue.amazonaws.com' } }] },
      ManagedPolicyArns: Match.absent(),
    });
  });

  test('may read its folder, change its table and write its log, and nothing else', () => {
    expect(statementsOf(template)).toEqual([
      {
        actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: ['arn:<partition>:logs:<region>:<account>:log-group:/aws-glue/crawlers*'],
      },
      {
        actions: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables', 'glue:BatchGetPartition', 'glue:GetPartition', 'glue:GetPartitions'],
        resources: arnsOf('readings_json'),
      },
      { actions: ['s3:GetObject'], resources: ['<Data.Arn>/readings_json*'] },
      { actions: ['s3:GetBucketAcl', 's3:GetBucketLocation'], resources: ['<Data.Arn>'] },
      {
        actions: ['s3:ListBucket'],
        resources: ['<Data.Arn>'],
        conditions: { StringLikeIfExists: { 's3:prefix': ['readings_json*'] } },
      },
      {
        actions: [
          'glue:BatchCreatePartition',
          'glue:BatchUpdatePartition',
          'glue:CreatePartition',
          'glue:CreateTable',
          'glue:UpdatePartition',
          'glue:UpdateTable',
        ],
        resources: arnsOf('readings_json'),
      },
    ]);
  });

  test('has no security configuration', () => {
    template.hasResourceProperties(CRAWLER, { CrawlerSecurityConfiguration: Match.absent() });
  });
});

describe('with makesTables', () => {
  const template = templateOf((stack) => new Crawler(stack, 'Crawler', { tables: [weatherIn(stack).daily], makesTables: true }));
  const [crawler] = Object.values(template.findResources(CRAWLER));

  test('has the folder as S3 target', () => {
    expect(crawler?.Properties.Targets.CatalogTargets).toBeUndefined();
    expect(crawler?.Properties.Targets.S3Targets.map(({ Path }: { Path: unknown }) => readable(Path))).toEqual(['s3://<Data>/made/daily/']);
    // A program that wrote the files may have written _SUCCESS beside them.
    expect(crawler?.Properties.Targets.S3Targets[0].Exclusions).toEqual(['_*', '**/_*']);
  });

  test('may create its table and no other', () => {
    const making = statementsOf(template).filter(({ actions }) => actions.includes('glue:CreateTable'));
    expect(making.map(({ resources }) => resources)).toEqual([arnsOf('daily_parquet')]);
  });

  test('may list the existing tables', () => {
    const seeing = statementsOf(template).filter(({ actions }) => actions.includes('glue:GetTables'));
    expect(seeing.map(({ resources }) => resources)).toContainEqual(arnsOf('*'));
  });
});

test('takes crawlerName, description and schedule', () => {
  crawlerWith({ crawlerName: 'readings', description: 'Adds days', schedule: 'cron(15 3 * * ? *)' }).hasResourceProperties(CRAWLER, {
    Name: 'readings',
    Description: 'Adds days',
    Schedule: { ScheduleExpression: 'cron(15 3 * * ? *)' },
  });
});

test('securityConfiguration encrypts the log', () => {
  const template = templateOf((stack) => {
    const securityConfiguration = glue.SecurityConfiguration.fromSecurityConfigurationName(stack, 'Keys', 'own-keys');
    new Crawler(stack, 'Crawler', { tables: [weatherIn(stack).readings], securityConfiguration });
  });

  template.hasResourceProperties(CRAWLER, { CrawlerSecurityConfiguration: 'own-keys' });
});

test('takes tables of another stack', () => {
  const app = new App({ builtinCloudFormationValidation: false });
  const { readings } = weatherIn(new Stack(app, 'Lake'));
  const stack = new Stack(app, 'Processing');
  new Crawler(stack, 'Crawler', { tables: [readings] });

  Template.fromStack(stack).hasResourceProperties(CRAWLER, { Targets: { CatalogTargets: [{ Tables: ['readings_json'] }] } });
  expect(stack.dependencies.map(({ stackName }) => stackName)).toEqual(['Lake']);
});

test('grantCrawl allows starting, stopping and polling this crawler and no other', () => {
  const template = templateOf((stack) => new Crawler(stack, 'Crawler', { tables: [weatherIn(stack).readings] }).grantCrawl(granteeIn(stack)));

  expect(statementsOf(template, 'Grantee')).toEqual([
    {
      actions: ['glue:GetCrawler', 'glue:StartCrawler', 'glue:StopCrawler'],
      resources: ['arn:<partition>:glue:<region>:<account>:crawler/<Crawler>'],
    },
  ]);
});

test('refuses an empty list of tables', () => {
  expect(() => crawlerWith({ tables: [] })).toThrow(/tables is empty.*at least one table/);
});

test('refuses tables of two databases', () => {
  const crawl = () =>
    templateOf((stack) => {
      const { readings, data: bucket } = weatherIn(stack);
      const database = new CatalogDatabase(stack, 'Other');
      const other = CatalogTable.fromCatalogTableAttributes(stack, 'Elsewhere', { database, tableName: 'elsewhere', bucket });
      new Crawler(stack, 'Crawler', { tables: [readings, other] });
    });

  expect(crawl).toThrow(/tables are in more than one database.*got 'elsewhere' beside 'readings_json'.*a crawler for each database/);
});

test('cdk-nag has no findings', () => {
  const findings = findingsOf((stack) => {
    const { readings, daily } = weatherIn(stack);
    new Crawler(stack, 'Refresh', { tables: [readings] });
    new Crawler(stack, 'Make', { tables: [daily], makesTables: true });
  });

  expect(findings).toEqual([]);
});
