import { ANALYTICS } from './colours';
import { cloudControl } from './lookups';
import { auditLogsOf } from './redshift';
import type { Service } from './service';

export const redshiftServerless: Service = {
  namespace: 'RedshiftServerless',
  name: 'Redshift Serverless',
  colour: ANALYTICS,
  types: {
    'AWS::RedshiftServerless::Namespace': {
      lookup: cloudControl('NamespaceName'),
      nameProperty: 'NamespaceName',
      arn: { format: 'redshift-serverless:{region}:{account}:namespace/{id}', isOpaque: true },
    },
    'AWS::RedshiftServerless::Workgroup': {
      lookup: cloudControl('WorkgroupName'),
      nameProperty: 'WorkgroupName',
      arn: { format: 'redshift-serverless:{region}:{account}:workgroup/{id}', isOpaque: true },
      remains: ['service-linked role AWSServiceRoleForRedshift of the account'],
      leftovers: auditLogsOf('/aws/redshift'),
    },
  },
};
