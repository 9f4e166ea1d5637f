import { Duration, Names, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { privateSubnetsOf } from '../network/private-subnets';
import { KUBERNETES_VERSIONS } from '../versions';
import { addAccess } from './access';
import { checkClusterProps } from './cluster-props';
import { installCoreAddOns } from './core-add-ons';
import { InstallOrder } from './install-order';
import { completeKubectl } from './kubectl';
import { acknowledgeManagedPolicy, attachManagedPolicy } from './managed-policy';

/** Phases in which a cluster is filled: what nodes need to become ready, nodes, what runs on them for all, charts, workloads. */
export type ClusterPhase = 'networking' | 'nodes' | 'add-ons' | 'charts' | 'workloads';

/** Properties of an `EksCluster`. */
export interface EksClusterProps {
  /** Network of the cluster, with subnets in two availability zones. */
  readonly vpc: ec2.IVpc;

  /**
   * Private subnets of nodes and control plane, in two availability zones or more.
   *
   * @default - the private subnets of the network
   */
  readonly subnets?: readonly ec2.ISubnet[];

  /**
   * Name of the cluster, unique in the account and region.
   *
   * @default - derived from the construct's path
   */
  readonly clusterName?: string;

  /**
   * Version of Kubernetes, one of `KUBERNETES_VERSIONS`. The cluster is never kept beyond standard support, which would cost six times as much.
   *
   * @default '1.36'
   */
  readonly kubernetesVersion?: string;

  /**
   * Roles and users, by their ARNs, that may do everything in the cluster. Whoever deploys may do nothing there unless named.
   *
   * @default - none
   */
  readonly adminArns?: readonly string[];

  /**
   * Blocks of addresses from which the API server is reached over the internet, as in `203.0.113.7/32`.
   *
   * @default - none: it is reached from the network alone
   */
  readonly publicCidrs?: readonly string[];

  /**
   * Whether EKS makes and mends nodes, disks and load balancers itself (Auto Mode), for about 12 % on top of the instances' price.
   *
   * @default false - nodes are made by `NodeGroup`
   */
  readonly autoMode?: boolean;

  /**
   * Whether the cluster gets the metrics server, without which no workload scales by itself.
   *
   * @default true
   */
  readonly metricsServer?: boolean;

  /**
   * Whether the cluster gets the EBS driver, without which no pod can have a disk that outlives it. Auto Mode has it.
   *
   * @default false
   */
  readonly blockStorage?: boolean;

  /**
   * Layer with kubectl and helm, a `KubectlV36Layer` of `@aws-cdk/lambda-layer-kubectl-v36`, for charts and manifests that the stack itself applies. It
   * brings two functions in the private subnets and 60 MB of assets.
   *
   * @default - none: the stack applies neither charts nor manifests
   */
  readonly kubectlLayer?: lambda.ILayerVersion;

  /**
   * Whether a customer key encrypts the Secrets of Kubernetes. EKS encrypts all objects with a key of AWS in any case.
   *
   * @default true
   */
  readonly encryptSecrets?: boolean;

  /**
   * Key that encrypts the Secrets of Kubernetes.
   *
   * @default - one of the cluster's own, rotated every year; about a dollar a month
   */
  readonly secretsKey?: kms.IKey;

  /**
   * How long the log of the control plane is kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What becomes of log and key when they leave the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether EKS refuses to delete the cluster.
   *
   * @default - true, unless `removalPolicy` is DESTROY
   */
  readonly deletionProtection?: boolean;
}

/**
 * A cluster of EKS that is reached from its network, logs all that its control plane does, and is filled in one order.
 *
 * `order` says what waits for what: charts for add-ons, add-ons for nodes, nodes for what they need; on deletion the other way round. Access is by
 * access entries, to pods by `PodIdentity`. Costs 2.40 dollars a day, and its nodes.
 */
export class EksCluster extends Construct implements ec2.IConnectable {
  /** The cluster itself, for charts and manifests. */
  public readonly cluster: eks.Cluster;
  /** Name of the cluster, known before it exists. */
  public readonly clusterName: string;
  /** Log of the control plane: API server, audit, authenticator, controller manager, scheduler. */
  public readonly logGroup: logs.LogGroup;
  /** Nodes and pods: the security group that EKS makes. The default port is that of the API server. */
  public readonly connections: ec2.Connections;
  /** The order in which the cluster is filled. */
  public readonly order = new InstallOrder<ClusterPhase>(['networking', 'nodes', 'add-ons', 'charts', 'workloads']);
  /** Subnets of nodes and control plane. */
  public readonly subnets: ec2.ISubnet[];
  /** Whether EKS makes the nodes itself. */
  public readonly autoMode: boolean;

  constructor(scope: Construct, id: string, props: EksClusterProps) {
    super(scope, id);
    checkClusterProps(this, props);

    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    this.clusterName = props.clusterName ?? Names.uniqueResourceName(this, { maxLength: 100, separator: '-' });
    this.autoMode = props.autoMode ?? false;
    this.subnets = privateSubnetsOf(this, props.vpc, 2, { subnets: props.subnets });
    // EKS would make this group itself, and leave it behind.
    this.logGroup = new logs.LogGroup(this, 'Logs', {
      logGroupName: `/aws/eks/${this.clusterName}/cluster`,
      retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      removalPolicy,
    });

    this.cluster = new eks.Cluster(this, 'Resource', {
      vpc: props.vpc,
      vpcSubnets: [{ subnets: this.subnets }],
      clusterName: this.clusterName,
      version: eks.KubernetesVersion.of(props.kubernetesVersion ?? KUBERNETES_VERSIONS[0]),
      securityGroup: new ec2.SecurityGroup(this, 'ControlPlane', {
        vpc: props.vpc,
        description: 'Beside the group that EKS makes for control plane, nodes and pods; opens nothing',
        allowAllOutbound: false,
      }),
      endpointAccess: props.publicCidrs?.length ? eks.EndpointAccess.PUBLIC_AND_PRIVATE.onlyFrom(...props.publicCidrs) : eks.EndpointAccess.PRIVATE,
      clusterLogging: Object.values(eks.ClusterLoggingTypes),
      secretsEncryptionKey: (props.encryptSecrets ?? true) ? (props.secretsKey ?? this.makeKey(removalPolicy)) : undefined,
      bootstrapClusterCreatorAdminPermissions: false,
      bootstrapSelfManagedAddons: false,
      outputConfigCommand: false,
      kubectlProviderOptions: props.kubectlLayer && { kubectlLayer: props.kubectlLayer },
      ...(this.autoMode
        ? { defaultCapacityType: eks.DefaultCapacityType.AUTOMODE, compute: { nodeRole: this.makeAutoModeRole() } }
        : { defaultCapacityType: eks.DefaultCapacityType.NODEGROUP, defaultCapacity: 0 }),
    });
    this.completeCluster(props, removalPolicy);

    this.connections = new ec2.Connections({ securityGroups: [this.cluster.clusterSecurityGroup], defaultPort: ec2.Port.tcp(443) });
    for (const arn of props.adminArns ?? []) this.grantAdmin(arn);
    installCoreAddOns(this, props);
    if (props.kubectlLayer) completeKubectl(this.cluster, props.logRetention ?? logs.RetentionDays.ONE_MONTH, removalPolicy);
  }

  /** Command with which a person's kubectl gets to know the cluster. */
  public get kubeconfigCommand(): string {
    return `aws eks update-kubeconfig --name ${this.clusterName} --region ${Stack.of(this).region}`;
  }

  /** Lets a role or user, by its ARN, do everything in the cluster. */
  public grantAdmin(principalArn: string): eks.AccessEntry {
    return addAccess(this, this.cluster, principalArn, 'AmazonEKSClusterAdminPolicy');
  }

  /** Lets a role or user, by its ARN, see everything but Secrets, in the whole cluster or in some namespaces. */
  public grantView(principalArn: string, namespaces: readonly string[] = []): eks.AccessEntry {
    return addAccess(this, this.cluster, principalArn, 'AmazonEKSViewPolicy', namespaces);
  }

  /** What the L2 of aws-cdk-lib has no property for. */
  private completeCluster({ deletionProtection, publicCidrs, encryptSecrets, secretsKey }: EksClusterProps, removalPolicy: RemovalPolicy): void {
    const resource = this.cluster.node.defaultChild as eks.CfnCluster;
    resource.upgradePolicy = { supportType: 'STANDARD' };
    resource.deletionProtection = deletionProtection ?? removalPolicy !== RemovalPolicy.DESTROY;
    resource.node.addDependency(this.logGroup, this.cluster.role);

    const policies = ['AmazonEKSClusterPolicy', ...(this.autoMode ? AUTO_MODE_POLICIES : [])];
    for (const policy of policies) acknowledgeManagedPolicy(this.cluster.role, policy, DOCUMENTED);
    const key = secretsKey ?? (this.node.tryFindChild('SecretsKey') as kms.Key | undefined);
    if (key && (encryptSecrets ?? true)) {
      iam.Grant.addToPrincipal({
        grantee: this.cluster.role,
        actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:ListGrants'],
        resourceArns: [key.keyArn],
      });
      Validations.of(this.cluster).acknowledge({
        id: 'CloudFormation-Validate::W9009',
        reason: 'aws-cdk-lib names the resources that the key encrypts; EKS takes the name and has a default for it',
      });
    }
    if (publicCidrs?.length) {
      Validations.of(this.cluster).acknowledge({ id: 'AwsSolutions-EKS1', reason: 'Reached over the internet from the blocks of publicCidrs alone' });
    }
  }

  private makeKey(removalPolicy: RemovalPolicy): kms.Key {
    return new kms.Key(this, 'SecretsKey', {
      description: `Secrets of ${this.clusterName}`,
      enableKeyRotation: true,
      pendingWindow: Duration.days(7),
      removalPolicy,
    });
  }

  private makeAutoModeRole(): iam.Role {
    const role = new iam.Role(this, 'NodeRole', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    attachManagedPolicy(role, 'AmazonEKSWorkerNodeMinimalPolicy', DOCUMENTED);
    attachManagedPolicy(role, 'AmazonEC2ContainerRegistryPullOnly', DOCUMENTED);
    return role;
  }
}

const DOCUMENTED = 'What EKS documents for this role; it follows the versions of Kubernetes, which a copy would not';

const AUTO_MODE_POLICIES = ['AmazonEKSComputePolicy', 'AmazonEKSBlockStoragePolicy', 'AmazonEKSLoadBalancingPolicy', 'AmazonEKSNetworkingPolicy'];
