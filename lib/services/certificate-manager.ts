import { cloudControl } from './lookups';
import { SECURITY, type Service } from './service';

export const certificateManager: Service = {
  namespace: 'CertificateManager',
  name: 'Certificate Manager',
  colour: SECURITY,
  types: {
    'AWS::CertificateManager::Certificate': { lookup: cloudControl('CertificateArn'), arn: 'acm:{region}:{account}:certificate/{name}' },
  },
};
