import { cloudControl } from './lookups';
import { INTEGRATION, type Service } from './service';

export const amazonMq: Service = {
  namespace: 'AmazonMQ',
  name: 'Amazon MQ',
  colour: INTEGRATION,
  serviceLinkedRoles: ['AWSServiceRoleForAmazonMQ'],
  types: {
    'AWS::AmazonMQ::Broker': {
      lookup: cloudControl('Id'),
      arn: 'mq:{region}:{account}:broker:{any}:{id}',
      leftovers: ({ physicalId }) => [{ kind: 'log-groups', prefix: `/aws/amazonmq/broker/${physicalId}/` }],
      pin: { software: /^RabbitMQ on Amazon MQ$/, version: ({ EngineVersion }) => EngineVersion },
    },
  },
};
