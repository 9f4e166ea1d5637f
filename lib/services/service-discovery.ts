import { cloudControl } from './lookups';
import { COMPUTE, type Service } from './service';

export const serviceDiscovery: Service = {
  namespace: 'ServiceDiscovery',
  name: 'Cloud Map',
  colour: COMPUTE,
  types: {
    'AWS::ServiceDiscovery::HttpNamespace': { lookup: cloudControl('Id'), arn: 'servicediscovery:{region}:{account}:namespace/{id}' },
    'AWS::ServiceDiscovery::PrivateDnsNamespace': { lookup: cloudControl('Id'), arn: 'servicediscovery:{region}:{account}:namespace/{id}' },
    'AWS::ServiceDiscovery::Service': { lookup: cloudControl('Id'), arn: 'servicediscovery:{region}:{account}:service/{id}' },
  },
};
