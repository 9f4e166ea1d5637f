import { ANALYTICS } from './colours';
import { cloudControl } from './lookups';
import type { Service } from './service';

export const kinesis: Service = {
  namespace: 'Kinesis',
  name: 'Kinesis',
  colour: ANALYTICS,
  types: {
    'AWS::Kinesis::Stream': { lookup: cloudControl('Name'), nameProperty: 'Name', arn: 'kinesis:{region}:{account}:stream/{id}' },
  },
};
