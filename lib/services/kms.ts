import { cloudControl } from './lookups';
import { SECURITY, type Service } from './service';

export const kms: Service = {
  namespace: 'KMS',
  name: 'KMS',
  colour: SECURITY,
  hidden: true,
  types: {
    'AWS::KMS::Alias': { lookup: cloudControl('AliasName'), nameProperty: 'AliasName' },
    'AWS::KMS::Key': { lookup: cloudControl('KeyId'), arn: 'kms:{region}:{account}:key/{id}' },
  },
};
