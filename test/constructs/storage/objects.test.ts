import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { AwsSolutionsChecks } from 'cdk-nag';
import { grantListing, grantObjects, PrivateBucket } from 'stagecraft-constructs/storage';
import { findingsOf, granteeIn, statementsOf, templateOf } from '../../support/synth';

const reports = { prefix: 'reports', actions: ['s3:GetObject'], reason: 'Reports are named after their day' };

test('grantObjects allows the named actions below the folder and nothing else', () => {
  const template = templateOf((stack) => {
    grantObjects(new PrivateBucket(stack, 'Data'), granteeIn(stack), reports);
  });

  expect(statementsOf(template)).toEqual([
    { actions: ['s3:GetObject'], resources: ['<Data.Arn>/reports/*'] },
    { actions: ['s3:GetBucketLocation'], resources: ['<Data.Arn>'] },
  ]);
});

test.each([
  [['s3:GetObject'], ['kms:Decrypt']],
  [
    ['s3:GetObject', 's3:PutObject'],
    ['kms:Decrypt', 'kms:GenerateDataKey'],
  ],
])('grantObjects of %p in a bucket with a key allows %p', (actions, expected) => {
  const template = templateOf((stack) => {
    const data = new PrivateBucket(stack, 'Data', { encryptionKey: new kms.Key(stack, 'Key') });
    grantObjects(data, granteeIn(stack), { ...reports, actions });
  });

  expect(statementsOf(template)).toContainEqual({ actions: expected, resources: ['<Key.Arn>'] });
});

test('grantListing allows listing the folders with and without trailing slash, and no others', () => {
  const template = templateOf((stack) => {
    grantListing(new PrivateBucket(stack, 'Data'), granteeIn(stack), ['reports', 'tmp']);
  });

  expect(statementsOf(template)).toEqual([
    {
      actions: ['s3:ListBucket'],
      resources: ['<Data.Arn>'],
      conditions: { StringLike: { 's3:prefix': ['reports', 'reports/*', 'tmp', 'tmp/*'] } },
    },
  ]);
});

test('cdk-nag accepts the grant within a stack', () => {
  expect(findingsOf((stack) => grantObjects(new PrivateBucket(stack, 'Data'), granteeIn(stack), reports))).toEqual([]);
});

test('cdk-nag still finds a second wildcard of the same grantee', () => {
  const findings = findingsOf((stack) => {
    const data = new PrivateBucket(stack, 'Data');
    const grantee = granteeIn(stack);
    grantObjects(data, grantee, reports);
    grantee.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [data.arnForObjects('secrets/*')] }));
  });

  expect(findings).toEqual([expect.stringMatching(/^AwsSolutions-IAM5\[Resource::<Data\w+\.Arn>\/secrets\/\*\] Test\/Grantee/)]);
});

test.each([
  ['without an account', undefined],
  ['for an account and region', { account: '111122223333', region: 'eu-central-1' }],
])('cdk-nag accepts the grant from another stack, %s', (_, env) => {
  const app = new App({ builtinCloudFormationValidation: false });
  const data = new PrivateBucket(new Stack(app, 'Lake', { env }), 'Data');
  grantObjects(data, granteeIn(new Stack(app, 'Reader', { env })), reports);
  app.synth();

  expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([]);
});

test('accepts a grantee that is no construct, without an acknowledgement', () => {
  const template = templateOf((stack) => {
    grantObjects(new PrivateBucket(stack, 'Data'), new iam.ServicePrincipal('glue.amazonaws.com'), reports);
  });

  template.resourceCountIs('AWS::IAM::Policy', 0);
});
