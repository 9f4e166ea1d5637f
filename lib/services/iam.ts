import { cloudControl, goesWith } from './lookups';
import { SECURITY, type Service } from './service';

export const iam: Service = {
  namespace: 'IAM',
  name: 'IAM',
  colour: SECURITY,
  hidden: true,
  types: {
    'AWS::IAM::InstanceProfile': {
      lookup: cloudControl('InstanceProfileName'),
      nameProperty: 'InstanceProfileName',
      arn: 'iam::{account}:instance-profile/{prefix}{id}',
    },
    'AWS::IAM::ManagedPolicy': { lookup: cloudControl('PolicyArn'), arn: 'iam::{account}:policy/{rest}' },
    'AWS::IAM::OIDCProvider': { lookup: cloudControl('Arn'), arn: 'iam::{account}:oidc-provider/{rest}' },
    'AWS::IAM::Policy': { lookup: goesWith('AWS::IAM::Role') },
    'AWS::IAM::Role': { lookup: cloudControl('RoleName'), nameProperty: 'RoleName', arn: 'iam::{account}:role/{prefix}{id}' },
    'AWS::IAM::SAMLProvider': { lookup: cloudControl('Arn'), nameProperty: 'Name', arn: 'iam::{account}:saml-provider/{name}' },
  },
};
