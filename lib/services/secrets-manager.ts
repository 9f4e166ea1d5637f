import { cloudControl } from './lookups';
import { secretCalls } from './secret-calls';
import { SECURITY, type Service } from './service';

export const secretsManager: Service = {
  namespace: 'SecretsManager',
  name: 'Secrets Manager',
  colour: SECURITY,
  types: {
    'AWS::SecretsManager::Secret': { lookup: cloudControl('Id'), arn: 'secretsmanager:{region}:{account}:secret:{rest}' },
    'AWS::SecretsManager::SecretTargetAttachment': { lookup: cloudControl('Id'), drawing: { hidden: true } },
  },
  calls: [secretCalls],
};
