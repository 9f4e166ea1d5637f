import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { PodIdentity } from 'stagecraft-constructs/kubernetes';
import type { Installation } from '../../../kubernetes/installation';
import { AlarmTopic } from '../../alarm-topic';
import type { ScenarioStage } from '../../stage';
import { APPLICATION, CONTROL_PLANE } from '../names';
import { filled, savedQueries } from '../saved-queries';
import type { Config, Contract } from '../settings';
import { applySteps } from './apply';
import type { Cluster } from './cluster';
import type { Data } from './data';

/** Prometheus, Grafana, tracer and Kiali in the cluster; dashboard and alarm in CloudWatch. */
export class Telemetry extends Stack {
  constructor(
    stage: ScenarioStage<Contract>,
    config: Config,
    data: Data,
    private readonly cluster: Cluster,
  ) {
    super(stage, 'telemetry', { description: 'Telemetry of the reference platform' });
    const { slackWebhookSecretArn, networkAlarmBytes, clusterName } = config;
    if (slackWebhookSecretArn !== '') {
      const grafana = new PodIdentity(this, 'Grafana', { cluster: cluster.eks, namespace: CONTROL_PLANE, serviceAccount: 'grafana' });
      secretsmanager.Secret.fromSecretCompleteArn(this, 'SlackWebhook', slackWebhookSecretArn).grantRead(grafana);
    }

    const name = stage.fixedName(clusterName);
    const alarm = cluster.insights.metricSentBytes(APPLICATION).createAlarm(this, 'Traffic', {
      alarmName: `${name}-traffic`,
      alarmDescription: 'A pod of the reference platform sends more bytes per second than usual; the threshold is an example',
      threshold: networkAlarmBytes,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    new AlarmTopic(this, 'Alarms', { topicName: `${name}-alarms`, email: config.alertEmail }).notify(alarm);
    const dashboard = platformDashboard(this, name.replaceAll('-', '_'), { cluster, data, alarm });

    stage.publish(this, { dashboard: dashboard.dashboardName, trafficAlarm: alarm.alarmName });
  }

  public install({ steps }: Installation): void {
    applySteps(
      this,
      this.cluster.eks,
      'charts',
      steps.filter(({ name }) => name === 'telemetry' || name === 'kiali'),
    );
  }
}

interface Watched {
  readonly cluster: Cluster;
  readonly data: Data;
  readonly alarm: cloudwatch.Alarm;
}

/** CloudWatch dashboard of load balancer, pods, database, queue, and the newest errors. */
function platformDashboard(scope: Construct, dashboardName: string, { cluster, data, alarm }: Watched): cloudwatch.Dashboard {
  const { balancer, insights } = cluster;
  const { database, broker } = data;
  const pods = (title: string, metricName: string) =>
    graph(title, [insights.metric(metricName, { namespaceOfPods: APPLICATION, statistic: cloudwatch.Stats.AVERAGE })]);
  const { metrics } = balancer.loadBalancer;
  return new cloudwatch.Dashboard(scope, 'Dashboard', {
    dashboardName,
    defaultInterval: Duration.hours(3),
    widgets: [
      [
        graph('Requests, and 5xx responses', [metrics.requestCount(), metrics.httpCodeTarget(elb.HttpCodeTarget.TARGET_5XX_COUNT)]),
        graph('Response time, p99', [metrics.targetResponseTime({ statistic: 'p99' })]),
        new cloudwatch.AlarmWidget({ title: 'Bytes sent per pod', alarm, width: 8, height: 6 }),
      ],
      [
        pods('CPU utilization of a pod, in percent of its limit', 'pod_cpu_utilization_over_pod_limit'),
        pods('Memory utilization of a pod, in percent of its limit', 'pod_memory_utilization_over_pod_limit'),
        graph('Pods', [insights.metric('namespace_number_of_running_pods', { namespaceOfPods: APPLICATION, statistic: cloudwatch.Stats.MAXIMUM })]),
      ],
      [
        graph('Database: CPU utilization, in percent', [database.metricCpuUtilization()]),
        graph('Database: connections', [database.metricConnections()]),
        graph('Queue: messages and consumers', [broker.metricMessages(), broker.metricConsumers()]),
      ],
      [
        new cloudwatch.LogQueryWidget({
          title: 'Newest errors of service-f',
          logGroupNames: [insights.applicationLog.logGroupName],
          queryString: errorsQuery(),
          width: 24,
          height: 6,
        }),
      ],
    ],
  });
}

/** The saved query with this unique name. */
function errorsQuery(): string {
  const [query] = savedQueries('istio-observability').filter(({ name }) => name === 'errors');
  return query ? filled(query) : '';
}

function graph(title: string, left: cloudwatch.IMetric[]): cloudwatch.GraphWidget {
  return new cloudwatch.GraphWidget({ title, left, width: 8, height: 6 });
}
