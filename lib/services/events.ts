import { ruleUses } from './events-behalf';
import { attribute, cloudControl, property } from './lookups';
import { eventsCalls } from './message-calls';
import { INTEGRATION, type Service } from './service';

export const events: Service = {
  namespace: 'Events',
  name: 'EventBridge',
  colour: INTEGRATION,
  types: {
    'AWS::Events::EventBus': { lookup: cloudControl('Name'), nameProperty: 'Name', arn: 'events:{region}:{account}:event-bus/{id}' },
    'AWS::Events::EventBusPolicy': {
      lookup: cloudControl({ EventBusName: property('EventBusName'), StatementId: property('StatementId') }),
      drawing: { hidden: true },
    },
    'AWS::Events::Rule': {
      lookup: cloudControl({
        Arn: (rule, location) => {
          const { partition, region, account } = location;
          const known = attribute('Arn')(rule, location);
          return known ?? `arn:${partition}:events:${region}:${account}:rule/${rule.physicalId.replace('|', '/')}`;
        },
      }),
      nameProperty: 'Name',
      // A rule of another bus than the default one has the bus before its name.
      arn: {
        format: 'events:{region}:{account}:rule/{path}',
        physicalId: (id) => id.replace('/', '|'),
        id: (own) => own.replace('|', '/'),
      },
      drawing: { relation: 'call' },
      onBehalf: ruleUses,
    },
  },
  calls: [eventsCalls],
};
