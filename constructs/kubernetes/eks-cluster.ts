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
import { CLUSTER_PHASES, type ClusterPhase, type EksClusterAttributes, type IEksCluster, ImportedEksCluster } from './cluster';
import { installCoreAddOns } from './core-add-ons';
import { checkClusterProps } from './eks-cluster-checks';
import { InstallOrder } from './install-order';
import { completeKubectl } from './kubectl';
import { acknowledgeManagedPolicy, attachManagedPolicy } from './managed-policy';

/** Properties of an `EksCluster`. */
export interface EksClusterProps {
  /** VPC of the cluster, with subnets in at least two availability zones. */
  readonly vpc: ec2.IVpc;

  /**
   * Private subnets of nodes and control plane, in at least two availability zones.
   *
   * @default - the private subnets of the VPC
   */
  readonly subnets?: readonly ec2.ISubnet[];

  /**
   * Name of the cluster, unique in the account and region.
   *
   * @default - derived from the construct's path
   */
  readonly clusterName?: string;

  /**
   * Kubernetes version, one of `KUBERNETES_VERSIONS`. The upgrade policy is `STANDARD`: EKS upgrades the cluster at the end of standard support, since
   * extended support costs six times as much.
   *
   * @default '1.36'
   */
  readonly kubernetesVersion?: string;

  /**
   * ARNs of IAM roles and users that get cluster administrator access. The principal that deploys the stack gets none unless it is listed.
   *
   * @default - none
   */
  readonly adminArns?: readonly string[];

  /**
   * CIDR blocks that may reach the API server endpoint over the internet, such as `203.0.113.7/32`.
   *
   * @default - none: the endpoint is private, reachable only from the VPC
   */
  readonly publicCidrs?: readonly string[];

  /**
   * Enable EKS Auto Mode: EKS manages nodes, EBS volumes and load balancers, for about 12 % on top of the instance price.
   *
   * @default false - nodes come from `NodeGroup`
   */
  readonly autoMode?: boolean;

  /**
   * Install the metrics-server add-on, which a HorizontalPodAutoscaler needs.
   *
   * @default true
   */
  readonly metricsServer?: boolean;

  /**
   * Install the EBS CSI driver, which persistent volumes need. Auto Mode includes it.
   *
   * @default false
   */
  readonly blockStorage?: boolean;

  /**
   * Lambda layer with kubectl and Helm, a `KubectlV36Layer` of `@aws-cdk/lambda-layer-kubectl-v36`, for Helm charts and manifests that the stack applies.
   * Adds two Lambda functions in the private subnets and 60 MB of assets.
   *
   * @default - none: the stack applies neither Helm charts nor manifests
   */
  readonly kubectlLayer?: lambda.ILayerVersion;

  /**
   * Envelope encryption of Kubernetes Secrets with a customer managed key. EKS always encrypts all Kubernetes objects with a key that AWS owns.
   *
   * @default true
   */
  readonly encryptSecrets?: boolean;

  /**
   * KMS key that encrypts Kubernetes Secrets.
   *
   * @default - a new customer managed key with yearly rotation; about a dollar a month
   */
  readonly secretsKey?: kms.IKey;

  /**
   * Retention of the control plane logs.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Removal policy of the log group and the KMS key.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Deletion protection of the cluster.
   *
   * @default - true, unless `removalPolicy` is DESTROY
   */
  readonly deletionProtection?: boolean;
}

/**
 * An EKS cluster with a private API server endpoint, all control plane logs, and a fixed install order.
 *
 * `order` puts Helm charts after add-ons, add-ons after nodes, and nodes after the add-ons that they need; deletion runs in reverse. Principals get access
 * by access entries, pods by `PodIdentity`. Costs 2.40 dollars a day plus the nodes.
 */
export class EksCluster extends Construct implements IEksCluster {
  /** A cluster that another stack or app made, for node groups, add-ons, identities and load balancers. */
  public static fromEksClusterAttributes(scope: Construct, id: string, attributes: EksClusterAttributes): IEksCluster {
    return new ImportedEksCluster(scope, id, attributes);
  }

  /** The cluster itself, for charts and manifests. */
  public readonly cluster: eks.Cluster;
  /** Name of the cluster, known at synthesis. */
  public readonly clusterName: string;
  /** Control plane logs: API server, audit, authenticator, controller manager, scheduler. */
  public readonly logGroup: logs.LogGroup;
  /** The cluster security group, which EKS creates for nodes and pods. The default port is the API server's, 443. */
  public readonly connections: ec2.Connections;
  /** The order in which the cluster is filled. */
  public readonly order = new InstallOrder<ClusterPhase>(CLUSTER_PHASES);
  /** Subnets of nodes and control plane. */
  public readonly subnets: ec2.ISubnet[];
  /** Whether the cluster uses EKS Auto Mode. */
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

  /** Command that adds the cluster to a kubeconfig. */
  public get kubeconfigCommand(): string {
    return `aws eks update-kubeconfig --name ${this.clusterName} --region ${Stack.of(this).region}`;
  }

  /** Grants an IAM role or user, by its ARN, cluster administrator access. */
  public grantAdmin(principalArn: string): eks.AccessEntry {
    return addAccess(this, this.cluster, principalArn, 'AmazonEKSClusterAdminPolicy');
  }

  /** Grants an IAM role or user, by its ARN, read access to everything but Secrets, in the whole cluster or in some namespaces. */
  public grantView(principalArn: string, namespaces: readonly string[] = []): eks.AccessEntry {
    return addAccess(this, this.cluster, principalArn, 'AmazonEKSViewPolicy', namespaces);
  }

  /** Sets what the L2 of aws-cdk-lib has no prop for. */
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
        reason: 'aws-cdk-lib sets encryptionConfig.resources, which EKS accepts and defaults to the same value',
      });
    }
    if (publicCidrs?.length) {
      Validations.of(this.cluster).acknowledge({
        id: 'AwsSolutions-EKS1',
        reason: 'The public endpoint is limited to the CIDR blocks of publicCidrs',
      });
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

const DOCUMENTED = 'The managed policy that EKS documents for this role; AWS updates it for new Kubernetes versions, unlike a copy';

const AUTO_MODE_POLICIES = ['AmazonEKSComputePolicy', 'AmazonEKSBlockStoragePolicy', 'AmazonEKSLoadBalancingPolicy', 'AmazonEKSNetworkingPolicy'];
