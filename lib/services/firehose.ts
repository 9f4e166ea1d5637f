import { deliveryStreamUses } from './firehose-behalf';
import { cloudControl } from './lookups';
import { member } from './requests';
import { ANALYTICS, type Service } from './service';

export const firehose: Service = {
  namespace: 'KinesisFirehose',
  name: 'Data Firehose',
  colour: ANALYTICS,
  types: {
    'AWS::KinesisFirehose::DeliveryStream': {
      lookup: cloudControl('DeliveryStreamName'),
      nameProperty: 'DeliveryStreamName',
      arn: 'firehose:{region}:{account}:deliverystream/{id}',
      leftovers: ({ physicalId }) => [{ kind: 'log-group', name: `/aws/kinesisfirehose/${physicalId}` }],
      onBehalf: deliveryStreamUses,
    },
  },
  calls: [{ sdk: 'firehose', prefix: 'firehose', names: { DeliveryStreamName: member('DeliveryStreamName') } }],
};
