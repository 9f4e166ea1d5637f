import { cloudControl } from './lookups';
import { ANALYTICS, type Service } from './service';

export const kafkaConnect: Service = {
  namespace: 'KafkaConnect',
  name: 'MSK Connect',
  colour: ANALYTICS,
  serviceLinkedRoles: ['AWSServiceRoleForKafkaConnect'],
  types: {
    'AWS::KafkaConnect::Connector': {
      lookup: cloudControl('ConnectorArn'),
      arn: 'kafkaconnect:{region}:{account}:connector/{rest}',
    },
    'AWS::KafkaConnect::CustomPlugin': {
      lookup: cloudControl('CustomPluginArn'),
      arn: 'kafkaconnect:{region}:{account}:custom-plugin/{rest}',
    },
    'AWS::KafkaConnect::WorkerConfiguration': {
      lookup: cloudControl('WorkerConfigurationArn'),
      arn: 'kafkaconnect:{region}:{account}:worker-configuration/{rest}',
      drawing: { hidden: true },
    },
  },
};
