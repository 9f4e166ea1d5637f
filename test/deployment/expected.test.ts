import { expectedOf, partsOf } from '../../lib/deployment/expected';

const target = { account: '111122223333', region: 'eu-central-1', principal: 'arn:aws-cn:iam::111122223333:user/tester' };
const expectedFrom = (...templates: unknown[]) =>
  expectedOf(
    templates.map((template, index) => ({ name: `stack-${index}`, template })),
    target,
  );
const named = ({ resources }: ReturnType<typeof expectedOf>) => resources.map(({ type, physicalId }) => `${type} ${physicalId}`);

test('names that a template fixes are known without asking, those that CloudFormation chooses are not', () => {
  const expected = expectedFrom({
    Resources: {
      Plain: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'worker' } },
      Joined: {
        Type: 'AWS::S3::Bucket',
        Properties: { BucketName: { 'Fn::Join': ['-', ['data', { Ref: 'AWS::AccountId' }, { Ref: 'AWS::Region' }]] } },
      },
      Nested: { Type: 'AWS::Glue::Database', Properties: { DatabaseInput: { Name: 'catalog' } } },
      OfAnother: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: { 'Fn::Sub': '/aws/vendedlogs/${Plain}' } } },
      Made: { Type: 'AWS::S3::Bucket', Properties: {} },
      Bare: { Type: 'AWS::S3::Bucket' },
      Unknown: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::GetAtt': ['Other', 'Name'] } } },
      Circular: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'Circular' } } },
    },
  });
  expect(named(expected)).toEqual([
    'AWS::Lambda::Function worker',
    'AWS::S3::Bucket data-111122223333-eu-central-1',
    'AWS::Glue::Database catalog',
    'AWS::Logs::LogGroup /aws/vendedlogs/worker',
  ]);
});

test('resolves outputs that follow from fixed names', () => {
  const { outputs } = expectedFrom({
    Resources: { Worker: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'worker' } } },
    Outputs: {
      worker: { Value: { Ref: 'Worker' } },
      location: { Value: { 'Fn::Join': ['', ['s3://', { Ref: 'Worker' }, '/']] } },
      partition: { Value: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }]] } },
      arn: { Value: { 'Fn::GetAtt': ['Worker', 'Arn'] } },
      made: { Value: { Ref: 'Elsewhere' } },
      half: { Value: { 'Fn::Join': ['', ['s3://', { Ref: 'Elsewhere' }]] } },
      nothing: { Value: null },
    },
  });
  expect(outputs).toEqual({
    worker: 'worker',
    location: 's3://worker/',
    partition: 'arn:aws-cn',
    arn: 'arn:aws-cn:lambda:eu-central-1:111122223333:function:worker',
  });
});

test('a list attribute that one stack exports and another joins is unknown, and the rest is known', () => {
  const broker = {
    Resources: { Broker: { Type: 'AWS::AmazonMQ::Broker', Properties: {} } },
    Outputs: { Export: { Value: { 'Fn::Join': ['||', { 'Fn::GetAtt': ['Broker', 'AmqpEndpoints'] }] }, Export: { Name: 'data:endpoints' } } },
  };
  const app = {
    Resources: { Log: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/app' } } },
    Outputs: { url: { Value: { 'Fn::Select': [0, { 'Fn::Split': ['||', { 'Fn::ImportValue': 'data:endpoints' }] }] } } },
  };
  const expected = expectedFrom(broker, app);
  expect(named(expected)).toEqual(['AWS::Logs::LogGroup /app']);
  expect(expected.outputs).toEqual({});
});

test.each([[{}], [undefined], ['{}'], [{ Resources: { Odd: undefined } }], [{ Resources: { Odd: { Type: 3 } }, Outputs: { odd: undefined } }]])(
  'a template of an odd shape (%j) expects nothing',
  (template) => {
    expect(expectedFrom(template)).toEqual({ resources: [], outputs: {} });
  },
);

test('resources that are listed get their properties, with exports of the stacks before them', () => {
  const store = {
    Resources: { Catalog: { Type: 'AWS::Glue::Database' } },
    Outputs: { Export: { Value: { Ref: 'Catalog' }, Export: { Name: 'store:catalog' } } },
  };
  const table = { Type: 'AWS::Glue::Table', Properties: { DatabaseName: { 'Fn::ImportValue': 'store:catalog' }, TableInput: { Name: 'sales' } } };
  const listed = (logicalId: string, type: string, physicalId: string) => [{ logicalId, type, physicalId, status: 'CREATE_COMPLETE' }];
  const [, work] = partsOf(
    [
      { name: 'store', template: store, resources: listed('Catalog', 'AWS::Glue::Database', 'lake') },
      { name: 'work', template: { Resources: { Sales: table } }, resources: listed('Sales', 'AWS::Glue::Table', 'sales') },
    ],
    target,
  );
  expect(work?.resources).toEqual([
    expect.objectContaining({ physicalId: 'sales', properties: { DatabaseName: 'lake', TableInput: { Name: 'sales' } } }),
  ]);
});
