import { cloudControl, goesWith } from './lookups';
import { sqsCalls } from './message-calls';
import { INTEGRATION, type Service } from './service';

export const sqs: Service = {
  namespace: 'SQS',
  name: 'SQS',
  colour: INTEGRATION,
  types: {
    'AWS::SQS::Queue': {
      lookup: cloudControl('QueueUrl'),
      arn: {
        format: 'sqs:{region}:{account}:{id}',
        physicalId: (id, { region, account, partition }) =>
          `https://sqs.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}/${account}/${id}`,
        id: (url) => url.split('/').at(-1),
      },
    },
    'AWS::SQS::QueuePolicy': { lookup: goesWith('AWS::SQS::Queue'), drawing: { hidden: true } },
  },
  calls: [sqsCalls],
};
