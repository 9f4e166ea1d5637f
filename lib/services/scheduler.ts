import { scheduleUses } from './events-behalf';
import { cloudControl } from './lookups';
import { INTEGRATION, type Service } from './service';

export const scheduler: Service = {
  namespace: 'Scheduler',
  name: 'EventBridge Scheduler',
  colour: INTEGRATION,
  types: {
    'AWS::Scheduler::Schedule': { lookup: cloudControl('Name'), nameProperty: 'Name', drawing: { relation: 'call' }, onBehalf: scheduleUses },
    'AWS::Scheduler::ScheduleGroup': {
      lookup: cloudControl('Name'),
      nameProperty: 'Name',
      arn: 'scheduler:{region}:{account}:schedule-group/{id}',
      drawing: { hidden: true },
    },
  },
};
