import { INTEGRATION } from './colours';
import { cloudControl } from './lookups';
import type { Service } from './service';

export const amazonMq: Service = {
  namespace: 'AmazonMQ',
  name: 'Amazon MQ',
  colour: INTEGRATION,
  types: {
    'AWS::AmazonMQ::Broker': {
      lookup: cloudControl('Id'),
      arn: 'mq:{region}:{account}:broker:{any}:{id}',
      leftovers: ({ physicalId }) => [{ kind: 'log-groups', prefix: `/aws/amazonmq/broker/${physicalId}/` }],
      remains: ['service-linked role AWSServiceRoleForAmazonMQ of the account'],
      pin: { software: /^RabbitMQ on Amazon MQ$/, version: ({ EngineVersion }) => EngineVersion },
    },
  },
};
