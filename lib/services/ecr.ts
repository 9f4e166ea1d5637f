import { cloudControl, property } from './lookups';
import { COMPUTE, type Service } from './service';

export const ecr: Service = {
  namespace: 'ECR',
  name: 'ECR',
  colour: COMPUTE,
  types: {
    'AWS::ECR::PullThroughCacheRule': { lookup: cloudControl({ EcrRepositoryPrefix: property('EcrRepositoryPrefix') }), drawing: { hidden: true } },
    'AWS::ECR::RegistryPolicy': { lookup: cloudControl('RegistryId'), drawing: { hidden: true } },
    'AWS::ECR::ReplicationConfiguration': { lookup: cloudControl('RegistryId'), drawing: { hidden: true } },
    'AWS::ECR::Repository': {
      lookup: cloudControl('RepositoryName'),
      nameProperty: 'RepositoryName',
      arn: 'ecr:{region}:{account}:repository/{path}',
    },
  },
};
