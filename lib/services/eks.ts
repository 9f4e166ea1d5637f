import { addonUses, eksClusterUses, kubectlUses, nodegroupUses, podIdentityUses } from './eks-behalf';
import { cloudControl, goesWith, property } from './lookups';
import { protectedByFlag } from './protections';
import { COMPUTE, type Service } from './service';

const CLUSTER = 'AWS::EKS::Cluster';

export const eks: Service = {
  namespace: 'EKS',
  name: 'EKS',
  colour: COMPUTE,
  serviceLinkedRoles: ['AWSServiceRoleForAmazonEKS', 'AWSServiceRoleForAmazonEKSNodegroup'],
  types: {
    'AWS::EKS::AccessEntry': {
      lookup: cloudControl({ PrincipalArn: property('PrincipalArn'), ClusterName: property('ClusterName') }),
      arn: {
        format: 'eks:{region}:{account}:access-entry/{path}/{any}',
        // cluster/role/account/name: the principal's ARN, except for the path of its name.
        physicalId(id, { partition }) {
          const [cluster, type, owner, ...name] = id.split('/');
          return `arn:${partition}:iam::${owner}:${type}/${name.join('/')}|${cluster}`;
        },
      },
      drawing: { hidden: true },
    },
    'AWS::EKS::Addon': {
      lookup: cloudControl({ ClusterName: property('ClusterName'), AddonName: property('AddonName') }),
      arn: { format: 'eks:{region}:{account}:addon/{path}/{any}', physicalId: (id) => id.replace('/', '|') },
      drawing: { inside: CLUSTER },
      onBehalf: addonUses,
    },
    [CLUSTER]: {
      lookup: cloudControl('Name'),
      nameProperty: 'Name',
      arn: 'eks:{region}:{account}:cluster/{id}',
      leftovers: ({ physicalId: cluster }) => [
        { kind: 'network-interfaces', cluster },
        { kind: 'eks-security-groups', cluster },
        { kind: 'log-group', name: `/aws/eks/${cluster}/cluster` },
        { kind: 'log-groups', prefix: `/aws/containerinsights/${cluster}/` },
      ],
      protection: protectedByFlag('EKS cluster', 'DeletionProtection'),
      pin: { software: /^Amazon EKS$/, version: ({ Version }) => Version },
      onBehalf: eksClusterUses,
    },
    'AWS::EKS::Nodegroup': {
      lookup: cloudControl('Id'),
      arn: 'eks:{region}:{account}:nodegroup/{path}/{any}',
      drawing: { inside: CLUSTER },
      onBehalf: nodegroupUses,
    },
    'AWS::EKS::PodIdentityAssociation': {
      lookup: cloudControl('AssociationArn'),
      arn: 'eks:{region}:{account}:podidentityassociation/{rest}',
      onBehalf: podIdentityUses,
    },
    'Custom::AWSCDK-EKS-HelmChart': { lookup: goesWith(CLUSTER), drawing: { hidden: true }, onBehalf: kubectlUses },
    'Custom::AWSCDK-EKS-KubernetesResource': { lookup: goesWith(CLUSTER), drawing: { hidden: true }, onBehalf: kubectlUses },
  },
};
