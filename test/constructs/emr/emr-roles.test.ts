import * as glue from 'aws-cdk-lib/aws-glue';
import * as kms from 'aws-cdk-lib/aws-kms';
import {
  EmrRoles,
  type EmrRolesProps,
  grantMakeTables,
  grantMetastore,
  grantReadBucket,
  grantReadParameters,
  grantWriteBucket,
} from 'stagecraft-constructs/emr';
import { PrivateBucket } from 'stagecraft-constructs/storage';
import { findingsOf, granteeIn, readable, statementsOf, templateOf } from '../../support/synth';

const rolesWith = (props?: EmrRolesProps) => templateOf((stack) => new EmrRoles(stack, 'Roles', props));
const template = rolesWith();

describe('the role of the service', () => {
  test('trusts EMR of this account and region only', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Principal: { Service: 'elasticmapreduce.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
              ArnLike: {
                'aws:SourceArn': {
                  'Fn::Join': [
                    '',
                    ['arn:', { Ref: 'AWS::Partition' }, ':elasticmapreduce:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':*'],
                  ],
                },
              },
            },
          },
        ],
      },
    });
  });

  test('has the managed policy AmazonEMRServicePolicy_v2', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      ManagedPolicyArns: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/AmazonEMRServicePolicy_v2']] }],
    });
  });

  test('may pass the instance role to EC2, and create the role of Spot Instances, which the managed policy does not allow', () => {
    expect(statementsOf(template, 'RolesService')).toEqual([
      {
        actions: ['iam:PassRole'],
        resources: ['<RolesInstances.Arn>'],
        conditions: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
      },
      {
        actions: ['iam:CreateServiceLinkedRole'],
        resources: ['arn:<partition>:iam::<account>:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot'],
        conditions: { StringEquals: { 'iam:AWSServiceName': 'spot.amazonaws.com' } },
      },
    ]);
  });
});

describe('the role of the instances', () => {
  test('is in an instance profile', () => {
    const [profile] = Object.values(template.findResources('AWS::IAM::InstanceProfile'));

    expect(profile?.Properties.Roles.map(readable)).toEqual(['<RolesInstances>']);
  });

  test('may use Session Manager, and nothing else, without managed policies', () => {
    expect(statementsOf(template, 'RolesInstances')).toEqual([
      {
        actions: [
          'ec2messages:AcknowledgeMessage',
          'ec2messages:DeleteMessage',
          'ec2messages:FailMessage',
          'ec2messages:GetEndpoint',
          'ec2messages:GetMessages',
          'ec2messages:SendReply',
          'ssm:UpdateInstanceInformation',
          'ssmmessages:CreateControlChannel',
          'ssmmessages:CreateDataChannel',
          'ssmmessages:OpenControlChannel',
          'ssmmessages:OpenDataChannel',
        ],
        resources: ['*'],
      },
    ]);
  });

  test('has no permissions with sessions: false', () => {
    expect(statementsOf(rolesWith({ sessions: false }), 'RolesInstances')).toEqual([]);
  });
});

test('neither role has a fixed name, so that two copies fit into one account', () => {
  for (const { Properties } of Object.values(template.findResources('AWS::IAM::Role'))) expect(Properties.RoleName).toBeUndefined();
});

test('grantPass allows passing both roles to their services, and to no others', () => {
  const granted = templateOf((stack) => new EmrRoles(stack, 'Roles').grantPass(granteeIn(stack)));

  expect(statementsOf(granted, 'Grantee')).toEqual([
    {
      actions: ['iam:PassRole'],
      resources: ['<RolesService.Arn>'],
      conditions: { StringEquals: { 'iam:PassedToService': 'elasticmapreduce.amazonaws.com' } },
    },
    {
      actions: ['iam:PassRole'],
      resources: ['<RolesInstances.Arn>'],
      conditions: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
    },
  ]);
});

describe('grants of data go to the instances', () => {
  const without = { sessions: false };

  test('grantReadBucket allows reading and listing', () => {
    const granted = templateOf((stack) => grantReadBucket(new PrivateBucket(stack, 'Raw'), new EmrRoles(stack, 'Roles', without)));

    expect(statementsOf(granted, 'RolesInstances')).toEqual([
      { actions: ['s3:GetObject'], resources: ['<Raw.Arn>/*'] },
      { actions: ['s3:GetBucketLocation', 's3:ListBucket'], resources: ['<Raw.Arn>'] },
    ]);
  });

  test('grantWriteBucket allows writing, also with a customer managed key', () => {
    const granted = templateOf((stack) => {
      const bucket = new PrivateBucket(stack, 'Curated', { encryptionKey: new kms.Key(stack, 'Key') });
      grantWriteBucket(bucket, new EmrRoles(stack, 'Roles', without));
    });

    expect(statementsOf(granted, 'RolesInstances')).toEqual([
      {
        actions: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
        resources: ['<Curated.Arn>/*'],
      },
      { actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], resources: ['<Curated.Arn>'] },
      { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: ['<Key.Arn>'] },
    ]);
  });

  test('grantMetastore allows reading one database, and the default database that Spark requires', () => {
    const granted = templateOf((stack) => {
      const database = new glue.Database(stack, 'Catalog', { databaseName: 'bakery' });
      grantMetastore(database, new EmrRoles(stack, 'Roles', without));
    });
    const glueArn = 'arn:<partition>:glue:<region>:<account>';

    expect(statementsOf(granted, 'RolesInstances').slice(1)).toEqual([
      {
        actions: ['glue:GetUserDefinedFunction', 'glue:GetUserDefinedFunctions'],
        resources: [`${glueArn}:catalog`, `${glueArn}:database/<Catalog>`, `${glueArn}:userDefinedFunction/<Catalog>/*`],
      },
      {
        actions: ['glue:CreateDatabase', 'glue:GetDatabase'],
        resources: [`${glueArn}:catalog`, `${glueArn}:database/default`, `${glueArn}:database/global_temp`],
      },
    ]);
    expect(statementsOf(granted, 'RolesInstances')[0]?.actions).toEqual(expect.arrayContaining(['glue:GetTables', 'glue:GetPartitions']));
    expect(
      statementsOf(granted, 'RolesInstances')
        .flatMap(({ actions }) => actions)
        .filter((action) => /Delete|Update/.test(action)),
    ).toEqual([]);
  });

  test('grantMakeTables allows changing tables of one database', () => {
    const granted = templateOf((stack) => {
      const database = new glue.Database(stack, 'Catalog', { databaseName: 'bakery' });
      grantMakeTables(database, new EmrRoles(stack, 'Roles', without));
    });
    const glueArn = 'arn:<partition>:glue:<region>:<account>';

    expect(statementsOf(granted, 'RolesInstances')).toEqual([
      {
        actions: [
          'glue:BatchCreatePartition',
          'glue:BatchDeletePartition',
          'glue:CreatePartition',
          'glue:CreateTable',
          'glue:DeletePartition',
          'glue:DeleteTable',
          'glue:UpdatePartition',
          'glue:UpdateTable',
        ],
        resources: [`${glueArn}:catalog`, `${glueArn}:database/<Catalog>`, `${glueArn}:table/<Catalog>/*`],
      },
    ]);
  });

  test('grantReadParameters allows reading below one path', () => {
    const granted = templateOf((stack) => grantReadParameters(stack, '/bakery', new EmrRoles(stack, 'Roles', without)));
    const parameter = 'arn:<partition>:ssm:<region>:<account>:parameter/bakery';

    expect(statementsOf(granted, 'RolesInstances')).toEqual([
      { actions: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'], resources: [parameter, `${parameter}/*`] },
    ]);
  });
});

test('cdk-nag has no findings', () => {
  expect(
    findingsOf((stack) => {
      const roles = new EmrRoles(stack, 'Roles');
      grantWriteBucket(new PrivateBucket(stack, 'Curated'), roles);
      grantMetastore(new glue.Database(stack, 'Catalog', { databaseName: 'bakery' }), roles);
      grantReadParameters(stack, '/bakery', roles);
    }),
  ).toEqual([]);
});
