import { accountOf, worldOf } from '../../lib/access';
import { deploymentOf, namedFrom } from '../../lib/access/deployment';

const data = {
  Resources: { Bucket83908E77: { Type: 'AWS::S3::Bucket' }, Secret11111111: { Type: 'AWS::SecretsManager::Secret' } },
  Outputs: { Out: { Value: { Ref: 'Bucket83908E77' }, Export: { Name: 'data:bucket' } } },
};
const functions = {
  Resources: {
    Tied22222222: {
      Type: 'AWS::SecretsManager::SecretTargetAttachment',
      Properties: { SecretId: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:s' },
    },
    Loader0A1B2C3D: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'loader',
        Environment: {
          Variables: {
            BUCKET: { 'Fn::ImportValue': 'data:bucket' },
            SECRET: { Ref: 'Tied22222222' },
            HOST: { 'Fn::GetAtt': ['Db33333333', 'Endpoint.Address'] },
            PLACE: { 'Fn::Sub': '${AWS::AccountId}/${AWS::Region}' },
          },
        },
      },
    },
    Db33333333: { Type: 'AWS::RDS::DBInstance', Properties: { DBInstanceIdentifier: 'shop' } },
  },
};
const account = accountOf([
  { stackName: 'data', template: data },
  { stackName: 'functions', template: functions },
]);

test('a function gets the names that the same resources have', () => {
  const environment = account.environmentOf({ type: 'AWS::Lambda::Function', id: 'Loader' });
  expect(environment).toEqual({
    BUCKET: 'data-bucket83908e77-b11caa0ca049',
    SECRET: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:s',
    HOST: 'shop.example.eu-central-1.rds.amazonaws.com',
    PLACE: '111122223333/eu-central-1',
  });
  const bucket = account.resources.find(({ type }) => type === 'AWS::S3::Bucket');
  expect(bucket?.physicalId).toBe(environment['BUCKET']);
  expect(account.resources.find(({ type }) => type === 'AWS::SecretsManager::Secret')?.physicalId).toMatch(/^arn:aws:secretsmanager:.*-a1B2c3$/);
});

test('names a workload that no template has', () => {
  expect(() => account.environmentOf({ type: 'AWS::Lambda::Function', id: 'Nobody' })).toThrow('no template has AWS::Lambda::Function Nobody');
});

test('a variable whose value is not known is named', () => {
  const Variables = { HOST: { 'Fn::GetAtt': ['Other', 'Host'] } };
  const template = { Resources: { Loader: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables } } } } };
  const { environmentOf } = accountOf([{ stackName: 'functions', template }]);

  expect(() => environmentOf({ type: 'AWS::Lambda::Function', id: 'Loader' })).toThrow(
    'the value of HOST of AWS::Lambda::Function Loader is not known: {"Fn::GetAtt":["Other","Host"]}',
  );
});

test('the policies of a world name the same resources as the environment of a function', async () => {
  const stacks = [
    { name: 'data', template: data },
    { name: 'functions', template: functions },
  ];
  const { deployed } = await worldOf(stacks);

  expect(deployed.map(({ physicalId }) => physicalId)).toEqual(account.resources.map(({ physicalId }) => physicalId));
});

test('stacks of several places: a name means IAM of the account, every bucket, and else what is in the same account and Region', () => {
  const at = (account: string, region: string) => ({ partition: 'aws', account, region });
  const template = {
    Resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'same' } },
      Data: { Type: 'AWS::S3::Bucket' },
      Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'same' } },
    },
  };
  const places = { here: at('111111111111', 'us-east-1'), there: at('111111111111', 'eu-central-1'), other: at('444444444444', 'us-east-1') };
  const { resources } = deploymentOf(Object.entries(places).map(([name, location]) => ({ name, template, location })));

  expect(resources.filter(({ type }) => type === 'AWS::SNS::Topic').map(({ physicalId }) => physicalId)).toEqual([
    'arn:aws:sns:us-east-1:111111111111:same',
    'arn:aws:sns:eu-central-1:111111111111:same',
    'arn:aws:sns:us-east-1:444444444444:same',
  ]);
  expect(namedFrom(places.here, resources).map(({ stack, logicalId }) => `${stack}/${logicalId}`)).toEqual([
    ...['here/Role', 'here/Data', 'here/Topic'],
    ...['there/Role', 'there/Data', 'other/Data'],
  ]);
});
