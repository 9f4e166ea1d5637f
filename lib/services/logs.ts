import { cloudControl, physicalId, property } from './lookups';
import { arnOf, as, member, required } from './requests';
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
    'AWS::Logs::LogStream': {
      lookup: cloudControl({ LogGroupName: property('LogGroupName'), LogStreamName: physicalId }),
      nameProperty: 'LogStreamName',
    },
  },
  calls: [
    {
      sdk: 'cloudwatchlogs',
      prefix: 'logs',
      names: { LogGroupName: member('logGroupName'), LogStreamName: member('logStreamName') },
      operations: Object.fromEntries(
        ['CreateLogGroup', 'DeleteLogGroup', 'DescribeLogStreams', 'FilterLogEvents', 'PutRetentionPolicy', 'StartQuery'].map((name) => [
          name,
          // CloudWatch Logs writes a group as its streams without a name.
          as(`logs:${name}`, (input, context) => arnOf(context, 'logs', `log-group:${required(input, 'logGroupName')}:log-stream:`)),
        ]),
      ),
    },
  ],
};
