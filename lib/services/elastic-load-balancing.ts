import { cloudControl } from './lookups';
import { protectedBy } from './protections';
import { NETWORK, type Service } from './service';

interface Attribute {
  readonly Key?: string;
  readonly Value?: string;
}

const PROTECTION = 'deletion_protection.enabled';

export const elasticLoadBalancing: Service = {
  namespace: 'ElasticLoadBalancingV2',
  name: 'Load Balancing',
  colour: NETWORK,
  serviceLinkedRoles: ['AWSServiceRoleForElasticLoadBalancing'],
  types: {
    'AWS::ElasticLoadBalancingV2::Listener': {
      lookup: cloudControl('ListenerArn'),
      arn: 'elasticloadbalancing:{region}:{account}:listener/{rest}',
    },
    'AWS::ElasticLoadBalancingV2::ListenerRule': {
      lookup: cloudControl('RuleArn'),
      arn: 'elasticloadbalancing:{region}:{account}:listener-rule/{rest}',
    },
    'AWS::ElasticLoadBalancingV2::LoadBalancer': {
      lookup: cloudControl('LoadBalancerArn'),
      arn: 'elasticloadbalancing:{region}:{account}:loadbalancer/{rest}',
      protection: protectedBy({
        noun: 'load balancer',
        isOn: ({ LoadBalancerAttributes: attributes = [] }) =>
          (attributes as readonly Attribute[]).some(({ Key, Value }) => Key === PROTECTION && Value === 'true'),
        off: () => ({ '/LoadBalancerAttributes': [{ Key: PROTECTION, Value: 'false' }] }),
      }),
    },
    'AWS::ElasticLoadBalancingV2::TargetGroup': {
      lookup: cloudControl('TargetGroupArn'),
      arn: 'elasticloadbalancing:{region}:{account}:targetgroup/{rest}',
    },
  },
};
