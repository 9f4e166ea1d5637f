import { accountOf } from '../../lib/access/account';

const data = {
  Resources: { Bucket83908E77: { Type: 'AWS::S3::Bucket' }, Secret11111111: { Type: 'AWS::SecretsManager::Secret' } },
  Outputs: { Out: { Value: { Ref: 'Bucket83908E77' }, Export: { Name: 'data:bucket' } } },
};
const functions = {
  Resources: {
    Tied22222222: {
      Type: 'AWS::SecretsManager::SecretTargetAttachment',
      Properties: { SecretId: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:s' },
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
    BUCKET: 'data-bucket83908e77',
    SECRET: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:s',
    HOST: 'shop.example.eu-central-1.rds.amazonaws.com',
    PLACE: '111122223333/eu-central-1',
  });
  const bucket = account.resources.find(({ type }) => type === 'AWS::S3::Bucket');
  expect([bucket?.physicalId, bucket?.attributes?.['Arn']]).toEqual([environment['BUCKET'], 'arn:aws:s3:::data-bucket83908e77']);
  expect(account.resources.find(({ type }) => type === 'AWS::SecretsManager::Secret')?.physicalId).toMatch(/^arn:aws:secretsmanager:.*-AbCdEf$/);
});

test('names a workload that no template has', () => {
  expect(() => account.environmentOf({ type: 'AWS::Lambda::Function', id: 'Nobody' })).toThrow('no template has AWS::Lambda::Function Nobody');
});
