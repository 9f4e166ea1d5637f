import { flowLogUses, instanceUses } from './ec2-behalf';
import { clusterText, hasTags, stopClusters } from './emr-clusters';
import { cloudControl, probe, property, textAt } from './lookups';
import { COMPUTE, type Service, type ServiceContext } from './service';

export const ec2: Service = {
  namespace: 'EC2',
  name: 'EC2',
  colour: COMPUTE,
  hidden: true,
  types: {
    'AWS::EC2::EC2Fleet': { lookup: cloudControl('FleetId'), arn: 'ec2:{region}:{account}:fleet/{id}' },
    // Cloud Control wants the allocation id too, which CloudFormation does not list.
    'AWS::EC2::EIP': {
      lookup: probe((id, { ec2: verbs }) => verbs.hasAddress(id)),
      arn: { format: 'ec2:{region}:{account}:elastic-ip/{id}', id: () => undefined },
    },
    'AWS::EC2::FlowLog': { lookup: cloudControl('Id'), arn: 'ec2:{region}:{account}:vpc-flow-log/{id}', onBehalf: flowLogUses },
    'AWS::EC2::Instance': {
      lookup: probe((id, { ec2: verbs }) => verbs.hasInstance(id)),
      arn: 'ec2:{region}:{account}:instance/{id}',
      drawing: { hidden: false },
      onBehalf: instanceUses,
    },
    'AWS::EC2::InternetGateway': { lookup: cloudControl('InternetGatewayId'), arn: 'ec2:{region}:{account}:internet-gateway/{id}' },
    'AWS::EC2::LaunchTemplate': { lookup: cloudControl('LaunchTemplateId'), arn: 'ec2:{region}:{account}:launch-template/{id}' },
    'AWS::EC2::NatGateway': {
      lookup: probe((id, { ec2: verbs }) => verbs.hasNatGateway(id)),
      arn: 'ec2:{region}:{account}:natgateway/{id}',
    },
    'AWS::EC2::NetworkAcl': { lookup: cloudControl('Id'), arn: 'ec2:{region}:{account}:network-acl/{id}' },
    'AWS::EC2::NetworkInterface': { lookup: cloudControl('Id'), arn: 'ec2:{region}:{account}:network-interface/{id}' },
    'AWS::EC2::Route': {
      lookup: cloudControl({
        RouteTableId: property('RouteTableId'),
        CidrBlock: property('DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId'),
      }),
    },
    'AWS::EC2::RouteTable': { lookup: cloudControl('RouteTableId'), arn: 'ec2:{region}:{account}:route-table/{id}' },
    'AWS::EC2::SecurityGroup': { lookup: cloudControl('Id'), arn: 'ec2:{region}:{account}:security-group/{id}' },
    'AWS::EC2::SecurityGroupEgress': { lookup: cloudControl('Id'), arn: 'ec2:{region}:{account}:security-group-rule/{id}' },
    'AWS::EC2::SecurityGroupIngress': { lookup: cloudControl('Id'), arn: 'ec2:{region}:{account}:security-group-rule/{id}' },
    'AWS::EC2::Subnet': {
      lookup: cloudControl('SubnetId'),
      arn: 'ec2:{region}:{account}:subnet/{id}',
      // Clusters of others keep a subnet from being deleted: those of a DAG, for one.
      protection: { find: othersClusters, remove: async () => {} },
      work: {
        order: 'machines',
        async stop(resources, { verbs }, task) {
          const clusters = await verbs.emr.clustersInSubnets(resources.map(({ physicalId: id }) => id));
          return stopClusters(clusters, verbs, task);
        },
      },
    },
    'AWS::EC2::SubnetRouteTableAssociation': { lookup: cloudControl('Id') },
    'AWS::EC2::VPC': {
      lookup: cloudControl('VpcId'),
      arn: 'ec2:{region}:{account}:vpc/{id}',
      leftovers: ({ physicalId: vpc }) => [
        { kind: 'emr-security-groups', vpc },
        { kind: 'emr-endpoints', vpc },
        { kind: 'unused-interfaces', vpc },
      ],
      drawing: { hidden: false },
    },
    'AWS::EC2::VPCEndpoint': { lookup: cloudControl('Id'), arn: 'ec2:{region}:{account}:vpc-endpoint/{id}' },
    'AWS::EC2::VPCEndpointService': { lookup: cloudControl('ServiceId'), arn: 'ec2:{region}:{account}:vpc-endpoint-service/{id}' },
    'AWS::EC2::VPCEndpointServicePermissions': { lookup: cloudControl({ ServiceId: property('ServiceId') }) },
    'AWS::EC2::VPCGatewayAttachment': {
      lookup: cloudControl({
        AttachmentType: ({ properties }) => (textAt(properties, 'VpnGatewayId') === undefined ? 'IGW' : 'VGW'),
        VpcId: property('VpcId'),
      }),
    },
    'AWS::EC2::VPCPeeringConnection': { lookup: cloudControl('Id'), arn: 'ec2:{region}:{account}:vpc-peering-connection/{id}' },
    'AWS::EC2::Volume': { lookup: cloudControl('VolumeId'), arn: 'ec2:{region}:{account}:volume/{id}' },
  },
};

/** Clusters in these subnets that the stacks do not hold: protected ones, and those that the scenario did not start. */
async function othersClusters(subnets: readonly { readonly physicalId: string }[], { verbs, resources, tags }: ServiceContext) {
  const clusters = await verbs.emr.clustersInSubnets(subnets.map(({ physicalId: id }) => id));
  const isHeld = (id: string) => resources.some(({ type, physicalId: held }) => type === 'AWS::EMR::Cluster' && held === id);
  return clusters
    .filter((cluster) => !isHeld(cluster.id) && (cluster.isProtected || !hasTags(cluster, tags)))
    .map((cluster) => `${clusterText(cluster)}, in a subnet of this scenario`);
}
