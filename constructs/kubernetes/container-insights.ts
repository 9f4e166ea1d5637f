import { RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';
import { AddOn } from './add-on';
import type { IEksCluster } from './cluster';
import { podIdentityRole } from './pod-identity';

/** Properties of a `ContainerInsights`. */
export interface ContainerInsightsProps {
  /** Cluster to watch. */
  readonly cluster: IEksCluster;

  /**
   * How long the logs are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What becomes of the logs when they leave the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Log groups that the add-on writes to, by the last part of their names. */
const KINDS = ['application', 'dataplane', 'host', 'performance'] as const;

/**
 * Logs and metrics of all containers in CloudWatch, by the add-on of EKS, whose role can write to its own log groups and make none.
 *
 * Containers' output is in the log group `application`, metrics of pods and nodes in the namespace `ContainerInsights`. On Amazon Linux 2023 the groups
 * `host` and `dataplane` stay empty. Observations are billed as they come in: about a dollar a day for three nodes.
 */
export class ContainerInsights extends Construct {
  /** What the containers print, a stream for each. */
  public readonly applicationLog: logs.LogGroup;
  /** All log groups that the add-on writes to. */
  public readonly logGroups: readonly logs.LogGroup[];
  private readonly clusterName: string;

  constructor(scope: Construct, id: string, { cluster, logRetention, removalPolicy }: ContainerInsightsProps) {
    super(scope, id);
    this.clusterName = cluster.clusterName;
    const groups = KINDS.map(
      (kind) =>
        new logs.LogGroup(this, `Log-${kind}`, {
          logGroupName: `/aws/containerinsights/${cluster.clusterName}/${kind}`,
          retention: logRetention ?? logs.RetentionDays.ONE_MONTH,
          removalPolicy: removalPolicy ?? RemovalPolicy.RETAIN,
        }),
    );
    this.logGroups = groups;
    this.applicationLog = groups[0]!;

    // Waits for the role's policy, and with it for the groups that the policy names; gone before them.
    new AddOn(this, 'Resource', {
      cluster,
      addOnName: 'amazon-cloudwatch-observability',
      configuration: {
        containerLogs: { enabled: true },
        containerInsights: { enabled: true },
        otelContainerInsights: { enabled: false },
        // Would put an agent of its own into every workload that it knows the language of.
        manager: { applicationSignals: { autoMonitor: { monitorAllServices: false } } },
      },
      roles: { 'cloudwatch-agent': this.makeRole(cluster) },
    });
  }

  /** A metric of the cluster, or of the pods in one of its namespaces. */
  public metric(metricName: string, props: cloudwatch.MetricOptions & { readonly namespaceOfPods?: string } = {}): cloudwatch.Metric {
    const { namespaceOfPods, ...options } = props;
    const dimensionsMap = { ClusterName: this.clusterName, ...(namespaceOfPods === undefined ? {} : { Namespace: namespaceOfPods }) };
    return new cloudwatch.Metric({ namespace: METRICS, metricName, dimensionsMap, ...options }).attachTo(this);
  }

  /** Bytes a second that the pods of a namespace send. Average over five minutes by default. */
  public metricSentBytes(namespaceOfPods: string, props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('pod_network_tx_bytes', { namespaceOfPods, statistic: cloudwatch.Stats.AVERAGE, ...props });
  }

  /** Nodes that are not ready. Maximum over five minutes by default. */
  public metricFailedNodes(props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('cluster_failed_node_count', { statistic: cloudwatch.Stats.MAXIMUM, ...props });
  }

  /** `CloudWatchAgentServerPolicy` allows the same, on every log group of the account, and to make more. */
  private makeRole(cluster: IEksCluster): iam.Role {
    const role = podIdentityRole(this, 'Role', { cluster, namespace: 'amazon-cloudwatch', serviceAccount: 'cloudwatch-agent' });
    iam.Grant.addToPrincipal({
      grantee: role,
      actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      resourceArns: this.logGroups.map(({ logGroupArn }) => logGroupArn),
    });
    acknowledgeWildcard(role, '*', 'These actions know no resources; metrics are limited to one namespace by a condition');
    iam.Grant.addToPrincipal({ grantee: role, actions: ['ec2:DescribeTags', 'ec2:DescribeVolumes', 'logs:DescribeLogGroups'], resourceArns: ['*'] });
    iam.Grant.addToPrincipal({
      grantee: role,
      actions: ['cloudwatch:PutMetricData'],
      resourceArns: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': METRICS } },
    });
    return role;
  }
}

const METRICS = 'ContainerInsights';
