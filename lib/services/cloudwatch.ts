import { cloudControl } from './lookups';
import { member } from './requests';
import { INTEGRATION, type Service } from './service';

export const cloudWatch: Service = {
  namespace: 'CloudWatch',
  name: 'CloudWatch',
  colour: INTEGRATION,
  hidden: true,
  types: {
    'AWS::CloudWatch::Alarm': { lookup: cloudControl('AlarmName'), nameProperty: 'AlarmName', arn: 'cloudwatch:{region}:{account}:alarm:{id}' },
    'AWS::CloudWatch::Dashboard': {
      lookup: cloudControl('DashboardName'),
      nameProperty: 'DashboardName',
      arn: 'cloudwatch::{account}:dashboard/{id}',
    },
  },
  calls: [
    {
      sdk: 'cloudwatch',
      prefix: 'cloudwatch',
      names: { AlarmName: member('AlarmName') },
      operations: {
        PutMetricData: (input) => [
          { action: 'cloudwatch:PutMetricData', resource: '*', context: { 'cloudwatch:namespace': member('Namespace')(input) ?? '' } },
        ],
      },
    },
  ],
};
