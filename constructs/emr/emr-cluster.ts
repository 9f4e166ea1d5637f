import { type IResource, Lazy, Names, RemovalPolicy, Resource, Stack, Tags, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CfnCluster } from 'aws-cdk-lib/aws-emr';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { grantOnIdentity } from '../grants';
import { EmrClusterTemplate, type EmrClusterTemplateProps } from './cluster-template';
import { EMR_TAG } from './emr-roles';

/** A cluster that runs steps. */
export interface IEmrCluster extends IResource, ec2.IConnectable {
  /** Id of the cluster, as in `j-2AXXXXXXGAPLF`. */
  readonly clusterId: string;
  /** ARN of the cluster. */
  readonly clusterArn: string;
  /** Allows the grantee to add, poll and cancel steps. */
  grantSteps(grantee: iam.IGrantable): iam.Grant;
}

/** Properties of an `EmrCluster`. */
export interface EmrClusterProps extends EmrClusterTemplateProps {
  /**
   * Display name of the cluster; it need not be unique.
   *
   * @default - derived from the construct's path
   */
  readonly clusterName?: string;

  /**
   * Enable termination protection, also against EMR's own idle termination. A stack cannot delete the cluster until it is disabled.
   *
   * @default false
   */
  readonly terminationProtection?: boolean;

  /**
   * Removal policy of the cluster. RETAIN leaves it running, and billed, until it is idle.
   *
   * @default RemovalPolicy.DESTROY - data that must stay belongs in S3
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A cluster that waits for steps: private, with Session Manager, the Glue Data Catalog as metastore, and termination after one idle hour.
 *
 * Its instances are billed until it terminates, with a surcharge of about a quarter for EMR. Most changes of a property replace it.
 */
export class EmrCluster extends Resource implements IEmrCluster {
  public readonly clusterId: string;
  public readonly clusterArn: string;
  /** Private DNS name of the primary node. */
  public readonly primaryDnsName: string;
  /** All nodes. */
  public readonly connections: ec2.Connections;

  constructor(scope: Construct, id: string, props: EmrClusterProps) {
    super(scope, id, { physicalName: props.clusterName ?? Lazy.string({ produce: () => Names.uniqueResourceName(this, { maxLength: 200 }) }) });
    const template = new EmrClusterTemplate(this, props).forTemplate();
    const resource = new CfnCluster(this, 'Resource', {
      ...template,
      name: this.physicalName,
      instances: {
        ...template.instances,
        keepJobFlowAliveWhenNoSteps: true,
        terminationProtected: props.terminationProtection ?? false,
      },
    });
    resource.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.DESTROY);
    Tags.of(resource).add(EMR_TAG.key, EMR_TAG.value);
    Tags.of(resource).add('Name', this.physicalName);
    // A cluster fails if it starts before the policies of its roles, and does not terminate after the deletion of its security group rules.
    resource.node.addDependency(props.roles, props.securityGroups);
    this.acknowledge(props);

    this.clusterId = resource.ref;
    this.clusterArn = Stack.of(this).formatArn({ service: 'elasticmapreduce', resource: 'cluster', resourceName: this.clusterId });
    this.primaryDnsName = resource.attrMasterPublicDns;
    this.connections = props.securityGroups.connections;
  }

  public grantSteps(grantee: iam.IGrantable): iam.Grant {
    return grantOnIdentity(this, {
      grantee,
      actions: [
        'elasticmapreduce:AddJobFlowSteps',
        'elasticmapreduce:CancelSteps',
        'elasticmapreduce:DescribeCluster',
        'elasticmapreduce:DescribeStep',
        'elasticmapreduce:ListSteps',
      ],
      resourceArns: [this.clusterArn],
    });
  }

  /** A metric of this cluster; average over five minutes by default. */
  public metric(metricName: string, props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/ElasticMapReduce',
      metricName,
      dimensionsMap: { JobFlowId: this.clusterId },
      ...props,
    }).attachTo(this);
  }

  /** One while the cluster is idle. */
  public metricIdle(props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('IsIdle', props);
  }

  /** Available YARN memory, in percent. */
  public metricFreeMemory(props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('YARNMemoryAvailablePercentage', props);
  }

  private acknowledge({ securityConfiguration, keyName }: EmrClusterProps): void {
    // cdk-nag expects the settings one level higher, and in the stack of the cluster.
    const disks = securityConfiguration?.encryptsDisks
      ? 'The security configuration encrypts disks, below EncryptionConfiguration'
      : 'Disks are encrypted when the security configuration is given a key, which costs';
    const traffic = securityConfiguration?.encryptsTraffic
      ? 'The security configuration encrypts traffic, below EncryptionConfiguration'
      : 'Traffic between nodes is encrypted when the security configuration is given certificates; the nodes are in private subnets';
    Validations.of(this).acknowledge({ id: 'AwsSolutions-EMR4', reason: disks }, { id: 'AwsSolutions-EMR5', reason: traffic });
    if (keyName === undefined) {
      Validations.of(this).acknowledge({ id: 'AwsSolutions-EMR6', reason: 'Systems Manager authenticates people by IAM; there is no SSH' });
    }
  }
}
