import { RemovalPolicy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ContainerInsights, type ContainerInsightsProps } from 'stagecraft-constructs/kubernetes';
import { findingsOf, statementsOf, templateOf } from '../../support/synth';
import { clusterIn, idOf, waitsFor } from './cluster';

const GROUPS = ['application', 'dataplane', 'host', 'performance'].map((kind) => `/aws/containerinsights/demo/${kind}`);
const insightsWith = (props: Omit<ContainerInsightsProps, 'cluster'> = {}) =>
  templateOf((stack) => new ContainerInsights(stack, 'Insights', { cluster: clusterIn(stack), ...props }));

describe('with defaults', () => {
  const template = insightsWith();
  const addOn = idOf(template, 'AWS::EKS::Addon', { AddonName: 'amazon-cloudwatch-observability' });

  test('owns the log groups that the add-on writes to, and has them before it', () => {
    for (const LogGroupName of GROUPS) {
      template.hasResource('AWS::Logs::LogGroup', { Properties: { LogGroupName, RetentionInDays: 30 }, DeletionPolicy: 'Retain' });
      expect(waitsFor(template, addOn)).toContain(idOf(template, 'AWS::Logs::LogGroup', { LogGroupName }));
    }
  });

  test('collects logs and metrics, and puts no agent into workloads', () => {
    expect(JSON.parse(template.toJSON().Resources[addOn].Properties.ConfigurationValues)).toEqual({
      containerLogs: { enabled: true },
      containerInsights: { enabled: true },
      otelContainerInsights: { enabled: false },
      manager: { applicationSignals: { autoMonitor: { monitorAllServices: false } } },
    });
  });

  test('may write to its groups, make none, and publish metrics of one namespace', () => {
    expect(statementsOf(template, 'Insights')).toEqual([
      {
        actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        resources: ['<InsightsLogapplication.Arn>', '<InsightsLogdataplane.Arn>', '<InsightsLoghost.Arn>', '<InsightsLogperformance.Arn>'],
      },
      { actions: ['ec2:DescribeTags', 'ec2:DescribeVolumes', 'logs:DescribeLogGroups'], resources: ['*'] },
      {
        actions: ['cloudwatch:PutMetricData'],
        resources: ['*'],
        conditions: { StringEquals: { 'cloudwatch:namespace': 'ContainerInsights' } },
      },
    ]);
  });

  test('runs as its agent and nothing else does', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      Description: 'Pods of amazon-cloudwatch/cloudwatch-agent',
      ManagedPolicyArns: Match.absent(),
    });
    template.hasResourceProperties('AWS::EKS::Addon', {
      PodIdentityAssociations: [{ ServiceAccount: 'cloudwatch-agent', RoleArn: Match.anyValue() }],
    });
  });
});

test('logRetention and removalPolicy hold for all its groups', () => {
  const template = insightsWith({ logRetention: RetentionDays.THREE_DAYS, removalPolicy: RemovalPolicy.DESTROY });

  for (const LogGroupName of GROUPS) {
    template.hasResource('AWS::Logs::LogGroup', { Properties: { LogGroupName, RetentionInDays: 3 }, DeletionPolicy: 'Delete' });
  }
});

test('applicationLog is what the containers print', () => {
  templateOf((stack) => {
    const { applicationLog } = new ContainerInsights(stack, 'Insights', { cluster: clusterIn(stack) });
    expect(applicationLog.node.id).toBe('Log-application');
  });
});

test('metrics are those of the cluster and of its namespaces', () => {
  templateOf((stack) => {
    const insights = new ContainerInsights(stack, 'Insights', { cluster: clusterIn(stack) });

    expect(insights.metricSentBytes('dev')).toMatchObject({
      namespace: 'ContainerInsights',
      metricName: 'pod_network_tx_bytes',
      statistic: 'Average',
      dimensions: { ClusterName: 'demo', Namespace: 'dev' },
    });
    expect(insights.metricFailedNodes()).toMatchObject({
      metricName: 'cluster_failed_node_count',
      statistic: 'Maximum',
      dimensions: { ClusterName: 'demo' },
    });
  });
});

test('cdk-nag finds nothing', () => {
  expect(findingsOf((stack) => new ContainerInsights(stack, 'Insights', { cluster: clusterIn(stack) }))).toEqual([]);
});
