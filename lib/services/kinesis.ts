import { cloudControl } from './lookups';
import { ANALYTICS, type Service } from './service';

export const kinesis: Service = {
  namespace: 'Kinesis',
  name: 'Kinesis',
  colour: ANALYTICS,
  types: {
    'AWS::Kinesis::Stream': { lookup: cloudControl('Name'), nameProperty: 'Name', arn: 'kinesis:{region}:{account}:stream/{id}' },
  },
};
