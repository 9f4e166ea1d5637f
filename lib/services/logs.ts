import { cloudControl, physicalId, property } from './lookups';
import { INTEGRATION, type Service } from './service';

export const cloudWatchLogs: Service = {
  namespace: 'Logs',
  name: 'CloudWatch Logs',
  colour: INTEGRATION,
  hidden: true,
  types: {
    'AWS::Logs::LogGroup': {
      lookup: cloudControl('LogGroupName'),
      nameProperty: 'LogGroupName',
      arn: 'logs:{region}:{account}:log-group:{path}',
      // A writer that ends after the group is deleted creates it again.
      leftovers: ({ physicalId: name }) => [{ kind: 'log-group', name }],
    },
    'AWS::Logs::LogStream': { lookup: cloudControl({ LogGroupName: property('LogGroupName'), LogStreamName: physicalId }) },
  },
};
