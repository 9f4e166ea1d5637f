import { cloudControl, goesWith } from './lookups';
import { snsCalls } from './message-calls';
import { INTEGRATION, type Service } from './service';

export const sns: Service = {
  namespace: 'SNS',
  name: 'SNS',
  colour: INTEGRATION,
  types: {
    'AWS::SNS::Subscription': { lookup: cloudControl('Arn'), drawing: { relation: 'data' } },
    'AWS::SNS::Topic': { lookup: cloudControl('TopicArn'), nameProperty: 'TopicName', arn: 'sns:{region}:{account}:{name}' },
    'AWS::SNS::TopicPolicy': { lookup: goesWith('AWS::SNS::Topic'), drawing: { hidden: true } },
  },
  calls: [snsCalls],
};
