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

  test('creates the log groups of the add-on before the add-on', () => {
    for (const LogGroupName of GROUPS) {
      template.hasResource('AWS::Logs::LogGroup', { Properties: { LogGroupName, RetentionInDays: 30 }, DeletionPolicy: 'Retain' });
      expect(waitsFor(template, addOn)).toContain(idOf(template, 'AWS::Logs::LogGroup', { LogGroupName }));
    }
  });

  test('collects logs and metrics, and injects no agent into workloads', () => {
    expect(JSON.parse(template.toJSON().Resources[addOn].Properties.ConfigurationValues)).toEqual({
      containerLogs: { enabled: true },
      containerInsights: { enabled: true },
      otelContainerInsights: { enabled: false },
      manager: { applicationSignals: { autoMonitor: { monitorAllServices: false } } },
    });
  });

  test('may write to its log groups, create none, and publish metrics in one namespace', () => {
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

  test('gives the role to the service account of the agent only', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      Description: 'Pods of amazon-cloudwatch/cloudwatch-agent',
      ManagedPolicyArns: Match.absent(),
    });
    template.hasResourceProperties('AWS::EKS::Addon', {
      PodIdentityAssociations: [{ ServiceAccount: 'cloudwatch-agent', RoleArn: Match.anyValue() }],
    });
  });
});

test('applies logRetention and removalPolicy to all log groups', () => {
  const template = insightsWith({ logRetention: RetentionDays.THREE_DAYS, removalPolicy: RemovalPolicy.DESTROY });

  for (const LogGroupName of GROUPS) {
    template.hasResource('AWS::Logs::LogGroup', { Properties: { LogGroupName, RetentionInDays: 3 }, DeletionPolicy: 'Delete' });
  }
});

test('exposes the log group of the container output as applicationLog', () => {
  templateOf((stack) => {
    const { applicationLog } = new ContainerInsights(stack, 'Insights', { cluster: clusterIn(stack) });
    expect(applicationLog.node.id).toBe('Log-application');
  });
});

test('offers metrics of the cluster and of its namespaces', () => {
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

test('cdk-nag has no findings', () => {
  expect(findingsOf((stack) => new ContainerInsights(stack, 'Insights', { cluster: clusterIn(stack) }))).toEqual([]);
});
