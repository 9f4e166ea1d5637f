import { cloudControl } from './lookups';
import { SECURITY, type Service } from './service';

export const systemsManager: Service = {
  namespace: 'SSM',
  name: 'Systems Manager',
  colour: SECURITY,
  types: {
    'AWS::SSM::Parameter': {
      lookup: cloudControl('Name'),
      nameProperty: 'Name',
      // A name that is a path begins with the slash that the ARN has in any case.
      arn: {
        format: 'ssm:{region}:{account}:parameter/{path}',
        physicalId: (id) => (id.includes('/') ? `/${id}` : id),
        id: (name) => name.replace(/^\//, ''),
      },
      drawing: { hidden: true },
    },
  },
};
