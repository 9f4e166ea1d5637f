import { cloudControl, property } from './lookups';
import { NETWORK, type Service } from './service';

export const route53: Service = {
  namespace: 'Route53',
  name: 'Route 53',
  colour: NETWORK,
  types: {
    'AWS::Route53::HostedZone': { lookup: cloudControl('Id'), arn: 'route53:::hostedzone/{id}' },
    'AWS::Route53::RecordSet': {
      lookup: cloudControl({
        Name: property('Name'),
        HostedZoneId: property('HostedZoneId'),
        Type: property('Type'),
        // Without a routing policy a record has none, and the part is empty.
        SetIdentifier: (record, location) => property('SetIdentifier')(record, location) ?? '',
      }),
      drawing: { hidden: true },
    },
  },
};
