import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { PodIdentity } from 'stagecraft-constructs/kubernetes';
import type { Installation } from '../../../kubernetes/installation';
import { AlarmTopic } from '../../alarm-topic';
import type { ScenarioStage } from '../../stage';
import { APPLICATION, CONTROL_PLANE } from '../names';
import type { Config, Contract } from '../settings';
import { applySteps } from './apply';
import type { Cluster } from './cluster';
import { platformDashboard } from './dashboard';
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
