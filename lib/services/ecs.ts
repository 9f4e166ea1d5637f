import { cloudControl, physicalId, property } from './lookups';
import { COMPUTE, type Service } from './service';

export const ecs: Service = {
  namespace: 'ECS',
  name: 'ECS',
  colour: COMPUTE,
  serviceLinkedRoles: ['AWSServiceRoleForECS'],
  types: {
    'AWS::ECS::CapacityProvider': {
      lookup: cloudControl('Name'),
      nameProperty: 'Name',
      arn: 'ecs:{region}:{account}:capacity-provider/{id}',
    },
    'AWS::ECS::Cluster': { lookup: cloudControl('ClusterName'), nameProperty: 'ClusterName', arn: 'ecs:{region}:{account}:cluster/{id}' },
    'AWS::ECS::ClusterCapacityProviderAssociations': { lookup: cloudControl({ Cluster: property('Cluster') }), drawing: { hidden: true } },
    'AWS::ECS::Service': {
      lookup: cloudControl({ ServiceArn: physicalId, Cluster: property('Cluster') }),
      arn: 'ecs:{region}:{account}:service/{rest}',
      drawing: { inside: 'AWS::ECS::Cluster' },
    },
    'AWS::ECS::TaskDefinition': { lookup: cloudControl('TaskDefinitionArn'), arn: 'ecs:{region}:{account}:task-definition/{name}' },
  },
};
