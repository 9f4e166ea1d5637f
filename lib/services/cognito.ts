import { cloudControl, physicalId, property } from './lookups';
import { protectedBy } from './protections';
import { type Drawing, SECURITY, type Service } from './service';

const POOL = 'AWS::Cognito::UserPool';
const pool = property('UserPoolId');
const inPool: Drawing = { inside: POOL };

export const cognito: Service = {
  namespace: 'Cognito',
  name: 'Cognito',
  colour: SECURITY,
  types: {
    [POOL]: {
      lookup: cloudControl('UserPoolId'),
      arn: 'cognito-idp:{region}:{account}:userpool/{id}',
      protection: protectedBy({
        noun: 'user pool',
        isOn: ({ DeletionProtection: protection }) => protection === 'ACTIVE',
        off: () => ({ '/DeletionProtection': 'INACTIVE' }),
      }),
    },
    'AWS::Cognito::UserPoolClient': { lookup: cloudControl({ UserPoolId: pool, ClientId: physicalId }), drawing: inPool },
    'AWS::Cognito::UserPoolDomain': { lookup: cloudControl({ UserPoolId: pool, Domain: property('Domain') }), drawing: inPool },
    'AWS::Cognito::UserPoolGroup': { lookup: cloudControl({ UserPoolId: pool, GroupName: property('GroupName') }), drawing: inPool },
    'AWS::Cognito::UserPoolIdentityProvider': { lookup: cloudControl({ UserPoolId: pool, ProviderName: property('ProviderName') }), drawing: inPool },
    'AWS::Cognito::UserPoolResourceServer': { lookup: cloudControl({ UserPoolId: pool, Identifier: property('Identifier') }), drawing: inPool },
    'AWS::Cognito::UserPoolUser': { lookup: cloudControl({ UserPoolId: pool, Username: property('Username') }), drawing: inPool },
  },
};
