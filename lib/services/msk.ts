import { cloudControl, property } from './lookups';
import { ANALYTICS, type Service } from './service';

const CLUSTER = 'AWS::MSK::Cluster';

export const msk: Service = {
  namespace: 'MSK',
  name: 'MSK',
  colour: ANALYTICS,
  serviceLinkedRoles: ['AWSServiceRoleForKafka'],
  types: {
    'AWS::MSK::BatchScramSecret': { lookup: cloudControl({ ClusterArn: property('ClusterArn') }), drawing: { hidden: true } },
    [CLUSTER]: { lookup: cloudControl('Arn'), arn: 'kafka:{region}:{account}:cluster/{rest}' },
    'AWS::MSK::ClusterPolicy': { lookup: cloudControl({ ClusterArn: property('ClusterArn') }), drawing: { hidden: true } },
    'AWS::MSK::Configuration': { lookup: cloudControl('Arn'), drawing: { hidden: true } },
    'AWS::MSK::Replicator': { lookup: cloudControl('ReplicatorArn'), arn: 'kafka:{region}:{account}:replicator/{rest}' },
    'AWS::MSK::ServerlessCluster': { lookup: cloudControl('Arn') },
    'AWS::MSK::Topic': { lookup: cloudControl('TopicArn'), drawing: { inside: CLUSTER } },
    'AWS::MSK::VpcConnection': { lookup: cloudControl('Arn'), arn: 'kafka:{region}:{account}:vpc-connection/{rest}' },
  },
};
