import { Match, type Template } from 'aws-cdk-lib/assertions';
import { findingsOf, statementsOf, templateOf } from '../../support/synth';
import { dataSourceIn, OWNER, READER, tableIn } from './lake';

const SOURCE = 'AWS::QuickSight::DataSource';

describe('with defaults', () => {
  const template = templateOf((stack) => dataSourceIn(stack));

  test('queries in the workgroup over TLS, with its own role', () => {
    template.hasResourceProperties(SOURCE, {
      Type: 'ATHENA',
      AwsAccountId: { Ref: 'AWS::AccountId' },
      DataSourceParameters: {
        AthenaParameters: {
          WorkGroup: { Ref: Match.stringLikeRegexp('^Workgroup') },
          RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^SourceRole'), 'Arn'] },
        },
      },
      SslProperties: { DisableSsl: false },
    });
  });

  test('has the construct id as name, and no permissions', () => {
    template.hasResourceProperties(SOURCE, { Name: 'Source', DataSourceId: Match.stringLikeRegexp('^TestSource'), Permissions: Match.absent() });
  });

  test('QuickSight can assume the role, on no condition that its documentation does not name', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Effect: 'Allow',
            Principal: { Service: 'quicksight.amazonaws.com' },
            Condition: Match.absent(),
          },
        ],
      },
    });
  });

  test('depends on the policy of its role', () => {
    expect(policyIds(template)).toHaveLength(1);
    template.hasResource(SOURCE, { DependsOn: Match.arrayWith(policyIds(template)) });
  });
});

test('the role may query in the workgroup and read the tables, and nothing else', () => {
  const template = templateOf((stack) => dataSourceIn(stack, { tables: [tableIn(stack, 'costs'), tableIn(stack, 'rates')] }));
  const workgroup = 'arn:<partition>:athena:<region>:<account>:workgroup/<Workgroup>';

  expect(statementsOf(template)).toEqual([
    {
      actions: [
        'athena:GetQueryExecution',
        'athena:GetQueryResults',
        'athena:GetQueryResultsStream',
        'athena:GetWorkGroup',
        'athena:StartQueryExecution',
        'athena:StopQueryExecution',
      ],
      resources: [workgroup],
    },
    { actions: ['athena:BatchGetQueryExecution', 'athena:GetQueryResultsStream'], resources: [workgroup] },
    {
      actions: ['athena:GetDataCatalog', 'athena:GetDatabase', 'athena:GetTableMetadata', 'athena:ListDatabases', 'athena:ListTableMetadata'],
      resources: ['arn:<partition>:athena:<region>:<account>:datacatalog/AwsDataCatalog'],
    },
    {
      actions: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables', 'glue:BatchGetPartition', 'glue:GetPartition', 'glue:GetPartitions'],
      resources: [
        'arn:<partition>:glue:<region>:<account>:catalog',
        'arn:<partition>:glue:<region>:<account>:database/lake',
        'arn:<partition>:glue:<region>:<account>:table/lake/costs',
        'arn:<partition>:glue:<region>:<account>:table/lake/rates',
      ],
    },
    { actions: ['s3:GetObject'], resources: ['<costsBucket.Arn>/costs/*'] },
    { actions: ['s3:GetBucketLocation'], resources: ['<costsBucket.Arn>'] },
    { actions: ['s3:GetObject'], resources: ['<ratesBucket.Arn>/rates/*'] },
    { actions: ['s3:GetBucketLocation'], resources: ['<ratesBucket.Arn>'] },
    { actions: ['s3:ListBucket'], resources: ['<costsBucket.Arn>'], conditions: { StringLike: { 's3:prefix': ['costs', 'costs/*'] } } },
    { actions: ['s3:ListBucket'], resources: ['<ratesBucket.Arn>'], conditions: { StringLike: { 's3:prefix': ['rates', 'rates/*'] } } },
    // Athena looks at the database default before any statement.
    {
      actions: ['glue:GetDatabase'],
      resources: ['arn:<partition>:glue:<region>:<account>:catalog', 'arn:<partition>:glue:<region>:<account>:database/default'],
    },
  ]);
});

test('cdk-nag has no findings but those of the plain test buckets', () => {
  expect(findingsOf((stack) => dataSourceIn(stack)).filter((finding) => !/-S\d+ Test\/costsBucket/.test(finding))).toEqual([]);
});

test('takes name, dataSourceId, owners and readers', () => {
  const template = templateOf((stack) => dataSourceIn(stack, { name: 'Lake', dataSourceId: 'lake', owners: [OWNER], readers: [READER] }));

  template.hasResourceProperties(SOURCE, {
    Name: 'Lake',
    DataSourceId: 'lake',
    Permissions: [
      {
        Principal: OWNER,
        Actions: [
          'DescribeDataSource',
          'DescribeDataSourcePermissions',
          'PassDataSource',
          'UpdateDataSource',
          'DeleteDataSource',
          'UpdateDataSourcePermissions',
        ].map((action) => `quicksight:${action}`),
      },
      { Principal: READER, Actions: ['quicksight:DescribeDataSource', 'quicksight:DescribeDataSourcePermissions', 'quicksight:PassDataSource'] },
    ],
  });
});

test('refuses an empty list of tables', () => {
  expect(() => templateOf((stack) => dataSourceIn(stack, { tables: [] }))).toThrow(/tables is empty.*\[Test\/Source\].*at least one table/);
});

function policyIds(template: Template): string[] {
  return Object.keys(template.findResources('AWS::IAM::Policy'));
}
