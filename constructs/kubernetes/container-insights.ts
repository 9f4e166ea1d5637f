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
   * Retention of the log groups.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Removal policy of the log groups.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Log groups of the add-on, by the last part of their names. */
const KINDS = ['application', 'dataplane', 'host', 'performance'] as const;

/**
 * CloudWatch Container Insights: container logs and metrics, collected by the EKS add-on `amazon-cloudwatch-observability`.
 *
 * The agent's role may write to the four log groups and may create none. Container output is in the log group `application`, metrics of pods and nodes
 * are in the namespace `ContainerInsights`. On Amazon Linux 2023 the log groups `host` and `dataplane` stay empty. Ingestion costs about a dollar a day
 * for three nodes.
 */
export class ContainerInsights extends Construct {
  /** Container output, one log stream per container. */
  public readonly applicationLog: logs.LogGroup;
  /** All log groups of the add-on. */
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

    // Depends on the role's policy, and so on the log groups in it: the agent is gone before they are deleted.
    new AddOn(this, 'Resource', {
      cluster,
      addOnName: 'amazon-cloudwatch-observability',
      configuration: {
        containerLogs: { enabled: true },
        containerInsights: { enabled: true },
        otelContainerInsights: { enabled: false },
        // Application Signals would inject an agent into every workload whose language it supports.
        manager: { applicationSignals: { autoMonitor: { monitorAllServices: false } } },
      },
      roles: { 'cloudwatch-agent': this.makeRole(cluster) },
    });
  }

  /** A Container Insights metric of the cluster, or of the pods in one namespace. */
  public metric(metricName: string, props: cloudwatch.MetricOptions & { readonly namespaceOfPods?: string } = {}): cloudwatch.Metric {
    const { namespaceOfPods, ...options } = props;
    const dimensionsMap = { ClusterName: this.clusterName, ...(namespaceOfPods === undefined ? {} : { Namespace: namespaceOfPods }) };
    return new cloudwatch.Metric({ namespace: METRICS, metricName, dimensionsMap, ...options }).attachTo(this);
  }

  /** Network bytes sent per second by the pods of a namespace. Average over five minutes by default. */
  public metricSentBytes(namespaceOfPods: string, props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('pod_network_tx_bytes', { namespaceOfPods, statistic: cloudwatch.Stats.AVERAGE, ...props });
  }

  /** Number of failed nodes. Maximum over five minutes by default. */
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
    acknowledgeWildcard(role, '*', 'These actions have no resource-level permissions; a condition limits PutMetricData to one namespace');
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
