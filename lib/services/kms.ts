import { keyArn } from './kms-calls';
import { cloudControl } from './lookups';
import { as, member, required } from './requests';
import { SECURITY, type Service } from './service';

export const kms: Service = {
  namespace: 'KMS',
  name: 'KMS',
  colour: SECURITY,
  hidden: true,
  types: {
    'AWS::KMS::Alias': { lookup: cloudControl('AliasName'), nameProperty: 'AliasName' },
    'AWS::KMS::Key': { lookup: cloudControl('KeyId'), arn: 'kms:{region}:{account}:key/{id}' },
    'AWS::KMS::ReplicaKey': { lookup: cloudControl('KeyId'), arn: 'kms:{region}:{account}:key/{id}' },
  },
  calls: [
    {
      sdk: 'kms',
      prefix: 'kms',
      names: { KeyId: member('KeyId') },
      operations: Object.fromEntries(
        ['Decrypt', 'Encrypt', 'GenerateDataKey', 'DescribeKey', 'Sign', 'Verify'].map((name) => [
          name,
          as(`kms:${name}`, (input, context) => keyArn(required(input, 'KeyId'), context) ?? '*'),
        ]),
      ),
    },
  ],
};
