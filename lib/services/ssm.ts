import type { AccessRequest } from '../contract/access';
import { cloudControl } from './lookups';
import { arnOf, member, required, textsAt } from './requests';
import type { CallContext } from './service';
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
  calls: [
    {
      sdk: 'ssm',
      prefix: 'ssm',
      names: { ParameterNameWithoutLeadingSlash: (input) => member('Name')(input)?.replace(/^\//, '') },
      operations: {
        GetParameters: (input, context) => textsAt(input, 'Names').map((name) => onParameter('GetParameters', name, context)),
        GetParametersByPath: (input, context) => [onParameter('GetParametersByPath', required(input, 'Path').replace(/\/$/, ''), context)],
      },
    },
  ],
};

function onParameter(action: string, name: string, context: CallContext): AccessRequest {
  return { action: `ssm:${action}`, resource: arnOf(context, 'ssm', `parameter/${name.replace(/^\//, '')}`, name) };
}
