import { cloudControl } from './lookups';
import { auditLogsOf } from './redshift';
import { warehouseUses } from './redshift-behalf';
import { ANALYTICS, type Service } from './service';

export const redshiftServerless: Service = {
  namespace: 'RedshiftServerless',
  name: 'Redshift Serverless',
  colour: ANALYTICS,
  serviceLinkedRoles: ['AWSServiceRoleForRedshift'],
  types: {
    'AWS::RedshiftServerless::Namespace': {
      lookup: cloudControl('NamespaceName'),
      nameProperty: 'NamespaceName',
      arn: { format: 'redshift-serverless:{region}:{account}:namespace/{id}', isOpaque: true },
      onBehalf: warehouseUses,
    },
    'AWS::RedshiftServerless::Workgroup': {
      lookup: cloudControl('WorkgroupName'),
      nameProperty: 'WorkgroupName',
      arn: { format: 'redshift-serverless:{region}:{account}:workgroup/{id}', isOpaque: true },
      leftovers: auditLogsOf('/aws/redshift'),
    },
  },
};
