import { cloudControl } from './lookups';
import { member } from './requests';
import { ANALYTICS, type Service } from './service';

export const kinesis: Service = {
  namespace: 'Kinesis',
  name: 'Kinesis',
  colour: ANALYTICS,
  types: {
    'AWS::Kinesis::Stream': { lookup: cloudControl('Name'), nameProperty: 'Name', arn: 'kinesis:{region}:{account}:stream/{id}' },
  },
  calls: [{ sdk: 'kinesis', prefix: 'kinesis', names: { StreamName: member('StreamARN', 'StreamName') } }],
};
