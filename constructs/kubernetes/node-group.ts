import { Size, Tags, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { checkRange } from '../checks/range';
import { PropError } from '../errors';
import type { IEksCluster } from './cluster';
import { attachManagedPolicy } from './managed-policy';

/** Properties of a `NodeGroup`. */
export interface NodeGroupProps {
  /** Cluster that the nodes join. */
  readonly cluster: IEksCluster;

  /**
   * Kinds of instance, all of one architecture.
   *
   * @default - m7g.large: 2 Graviton processors, 8 GiB, about two dollars a day
   */
  readonly instanceTypes?: readonly ec2.InstanceType[];

  /**
   * Least number of nodes.
   *
   * @default 2
   */
  readonly minSize?: number;

  /**
   * Number of nodes to begin with.
   *
   * @default - `minSize`
   */
  readonly desiredSize?: number;

  /**
   * Largest number of nodes.
   *
   * @default - `desiredSize`
   */
  readonly maxSize?: number;

  /**
   * Encrypted disk of each node, for images and logs.
   *
   * @default Size.gibibytes(50)
   */
  readonly diskSize?: Size;

  /**
   * Whether instances are spare capacity, at a fraction of the price, which AWS takes back at two minutes' notice.
   *
   * @default false
   */
  readonly spot?: boolean;

  /**
   * Name of the group, unique in the cluster.
   *
   * @default - chosen by CloudFormation
   */
  readonly nodegroupName?: string;

  /**
   * Labels of the nodes.
   *
   * @default - none but those of EKS
   */
  readonly labels?: Readonly<Record<string, string>>;

  /**
   * Whether pods reach the metadata of their node, and with it the node's role. Pods with a `PodIdentity` need not.
   *
   * @default false
   */
  readonly podsReachMetadata?: boolean;
}

/**
 * Nodes that EKS manages, on Amazon Linux 2023: private, IMDSv2 alone, encrypted disks, no SSH.
 *
 * Sessions on a node go through Systems Manager. A group is installed after what nodes need to become ready, and is gone before that is.
 */
export class NodeGroup extends Construct {
  /** The group itself. */
  public readonly nodegroup: eks.Nodegroup;
  /** Role of the nodes, not of what runs on them. */
  public readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: NodeGroupProps) {
    super(scope, id);
    this.validate(props);

    const instanceTypes = props.instanceTypes ?? [new ec2.InstanceType('m7g.large')];
    const minSize = props.minSize ?? 2;
    const desiredSize = props.desiredSize ?? minSize;
    this.role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const documented = 'What EKS documents for nodes; it follows the versions of Kubernetes, which a copy would not';
    attachManagedPolicy(this.role, 'AmazonEKSWorkerNodePolicy', documented);
    attachManagedPolicy(this.role, 'AmazonEC2ContainerRegistryPullOnly', documented);
    attachManagedPolicy(this.role, 'AmazonSSMManagedInstanceCore', 'What Systems Manager documents for sessions, which take the place of SSH');

    const template = new ec2.LaunchTemplate(this, 'Template', {
      httpTokens: ec2.LaunchTemplateHttpTokens.REQUIRED,
      httpPutResponseHopLimit: (props.podsReachMetadata ?? false) ? 2 : 1,
      blockDevices: [
        {
          deviceName: '/dev/xvda',
          volume: ec2.BlockDeviceVolume.ebs((props.diskSize ?? Size.gibibytes(50)).toGibibytes(), {
            volumeType: ec2.EbsDeviceVolumeType.GP3,
            encrypted: true,
          }),
        },
      ],
    });
    Tags.of(template).add('Name', `${props.cluster.clusterName}/${props.nodegroupName ?? id}`);

    this.nodegroup = new eks.Nodegroup(this, 'Resource', {
      cluster: props.cluster.cluster,
      nodegroupName: props.nodegroupName,
      nodeRole: this.role,
      // Left out, it would become an image of Amazon Linux 2, which EKS does not have for these versions.
      amiType: AMI_TYPES[instanceTypes[0]!.architecture],
      instanceTypes: [...instanceTypes],
      capacityType: (props.spot ?? false) ? eks.CapacityType.SPOT : eks.CapacityType.ON_DEMAND,
      minSize,
      desiredSize,
      maxSize: props.maxSize ?? desiredSize,
      labels: props.labels,
      subnets: { subnets: props.cluster.subnets },
      launchTemplateSpec: { id: template.launchTemplateId ?? '', version: template.latestVersionNumber },
      enableNodeAutoRepair: true,
    });
    props.cluster.order.add('nodes', this);
  }

  private validate({ cluster, instanceTypes, minSize = 2, desiredSize = minSize, maxSize = desiredSize }: NodeGroupProps): void {
    if (cluster.autoMode) {
      throw new PropError(this, {
        problem: 'the cluster makes its nodes itself',
        allowed: 'node groups for clusters without autoMode',
        fix: 'leave autoMode of the cluster out, or the node group',
      });
    }
    const architectures = new Set(instanceTypes?.map(({ architecture }) => architecture));
    if (instanceTypes && architectures.size !== 1) {
      throw new PropError(this, {
        problem: 'instanceTypes are not of one architecture',
        got: instanceTypes.join(', ') || 'none',
        allowed: 'one or more kinds that are all of ARM or all of x86',
        fix: 'make a node group for each architecture',
      });
    }
    for (const [name, size] of Object.entries({ minSize, desiredSize, maxSize })) checkRange(this, name, size, { least: 0 });
    const known = ![minSize, desiredSize, maxSize].some((size) => Token.isUnresolved(size));
    if (known && !(minSize <= desiredSize && desiredSize <= maxSize)) {
      throw new PropError(this, {
        problem: 'the sizes of the group contradict one another',
        got: `minSize ${minSize}, desiredSize ${desiredSize}, maxSize ${maxSize}`,
        allowed: 'minSize up to desiredSize up to maxSize',
        fix: 'correct them, or leave some out',
      });
    }
  }
}

const AMI_TYPES: Readonly<Record<ec2.InstanceArchitecture, eks.NodegroupAmiType>> = {
  [ec2.InstanceArchitecture.ARM_64]: eks.NodegroupAmiType.AL2023_ARM_64_STANDARD,
  [ec2.InstanceArchitecture.X86_64]: eks.NodegroupAmiType.AL2023_X86_64_STANDARD,
};
