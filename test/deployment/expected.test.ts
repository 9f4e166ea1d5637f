import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { resourceOfArn } from '../../lib/deployment/arn';
import { expectedOf } from '../../lib/deployment/expected';
import { leftBehindBy } from '../../lib/deployment/left-behind';

const target = { account: '111122223333', region: 'eu-central-1', principal: 'arn:aws-cn:iam::111122223333:user/tester' };
const expectedFrom = (template: object) => expectedOf([{ template } as CloudFormationStackArtifact], target);

test('resolves fixed names, and omits generated names', () => {
  const { resources } = expectedFrom({
    Resources: {
      Plain: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'worker' } },
      Joined: {
        Type: 'AWS::S3::Bucket',
        Properties: { BucketName: { 'Fn::Join': ['-', ['data', { Ref: 'AWS::AccountId' }, { Ref: 'AWS::Region' }]] } },
      },
      Nested: { Type: 'AWS::Glue::Database', Properties: { DatabaseInput: { Name: 'catalog' } } },
      Made: { Type: 'AWS::S3::Bucket', Properties: {} },
      Bare: { Type: 'AWS::S3::Bucket' },
      Unknown: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::GetAtt': ['Other', 'Name'] } } },
    },
  });
  expect(resources).toEqual([
    { type: 'AWS::Lambda::Function', physicalId: 'worker' },
    { type: 'AWS::S3::Bucket', physicalId: 'data-111122223333-eu-central-1' },
    { type: 'AWS::Glue::Database', physicalId: 'catalog' },
  ]);
});

test('resolves outputs that follow from fixed names', () => {
  const { outputs } = expectedFrom({
    Resources: { Worker: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'worker' } } },
    Outputs: {
      worker: { Value: { Ref: 'Worker' } },
      location: { Value: { 'Fn::Join': ['', ['s3://', { Ref: 'Worker' }, '/']] } },
      arn: { Value: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }]] } },
      dashboard: { Value: 'none' },
      made: { Value: { Ref: 'Elsewhere' } },
      half: { Value: { 'Fn::Join': ['', ['s3://', { Ref: 'Elsewhere' }]] } },
      attribute: { Value: { 'Fn::GetAtt': ['Worker', 'Arn'] } },
      nothing: { Value: null },
    },
  });
  expect(outputs).toEqual({ worker: 'worker', location: 's3://worker/', arn: 'arn:aws-cn', dashboard: 'none' });
});

test('an empty template expects nothing', () => {
  expect(expectedFrom({})).toEqual({ resources: [], outputs: {} });
});

test('derives leftovers from resource types', () => {
  const resources = ['AWS::S3::Bucket', 'AWS::Glue::Database', 'AWS::Glue::Crawler', 'AWS::Lambda::Function', 'AWS::IAM::Role'];
  expect(leftBehindBy(resources.map((type) => ({ type, physicalId: 'it' })))).toEqual([
    { kind: 'bucket-contents', bucket: 'it' },
    { kind: 'catalog-tables', database: 'it' },
    { kind: 'log-stream', group: '/aws-glue/crawlers', stream: 'it' },
    { kind: 'log-group', name: '/aws/lambda/it' },
  ]);
});

test.each([
  ['arn:aws:athena:eu-central-1:111122223333:workgroup/lake', 'AWS::Athena::WorkGroup', 'lake'],
  ['arn:aws:glue:eu-central-1:111122223333:crawler/raw', 'AWS::Glue::Crawler', 'raw'],
  ['arn:aws:glue:eu-central-1:111122223333:database/catalog', 'AWS::Glue::Database', 'catalog'],
  ['arn:aws:glue:eu-central-1:111122223333:job/rates', 'AWS::Glue::Job', 'rates'],
  ['arn:aws:iam::111122223333:role/path/worker', 'AWS::IAM::Role', 'worker'],
  ['arn:aws-cn:lambda:cn-north-1:111122223333:function:worker', 'AWS::Lambda::Function', 'worker'],
  ['arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/worker', 'AWS::Logs::LogGroup', '/aws/lambda/worker'],
  ['arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/worker:*', 'AWS::Logs::LogGroup', '/aws/lambda/worker'],
  ['arn:aws:s3:::data', 'AWS::S3::Bucket', 'data'],
  ['arn:aws:ssm:eu-central-1:111122223333:parameter/stagecraft/x', 'AWS::SSM::Parameter', '/stagecraft/x'],
  [
    'arn:aws:states:eu-central-1:111122223333:stateMachine:pipeline',
    'AWS::StepFunctions::StateMachine',
    'arn:aws:states:eu-central-1:111122223333:stateMachine:pipeline',
  ],
])('%s is a resource with a probe', (arn, type, physicalId) => {
  expect(resourceOfArn(arn)).toEqual({ type, physicalId });
});

test('an ARN of another kind has no probe', () => {
  expect(resourceOfArn('arn:aws:dynamodb:eu-central-1:111122223333:table/t')).toBeUndefined();
});
