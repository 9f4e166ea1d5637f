import { cloudControl } from './lookups';
import { environmentUses } from './mwaa-behalf';
import { INTEGRATION, type Service } from './service';

/** Log groups of an environment. They are named one by one, since those of another environment may begin in the same way. */
const LOGS = ['DAGProcessing', 'Scheduler', 'Task', 'WebServer', 'Worker'];

export const mwaa: Service = {
  namespace: 'MWAA',
  name: 'MWAA',
  colour: INTEGRATION,
  serviceLinkedRoles: ['AWSServiceRoleForAmazonMWAA'],
  types: {
    'AWS::MWAA::Environment': {
      lookup: cloudControl('Name'),
      nameProperty: 'Name',
      arn: 'airflow:{region}:{account}:environment/{id}',
      leftovers: ({ physicalId }) => LOGS.map((log) => ({ kind: 'log-group', name: `airflow-${physicalId}-${log}` })),
      pin: { software: /^Apache Airflow on /, version: ({ AirflowVersion }) => AirflowVersion },
      onBehalf: environmentUses,
    },
  },
};
