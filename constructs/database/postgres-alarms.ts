import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { checkKnown, checkRange } from '../checks/range';
import type { IPostgresDatabase } from './database';

/** Properties of a `PostgresAlarms`. */
export interface PostgresAlarmsProps {
  /** Database to watch. */
  readonly database: IPostgresDatabase;

  /**
   * Topic for ALARM and OK notifications. Its policy must allow `cloudwatch.amazonaws.com` to publish.
   *
   * @default - no notification
   */
  readonly topic?: sns.ITopic;

  /**
   * Threshold of CPU utilization, in percent, for 15 minutes.
   *
   * @default 80
   */
  readonly cpuPercent?: number;

  /**
   * Threshold of free storage, in GiB.
   *
   * @default 2
   */
  readonly freeGiB?: number;

  /**
   * Threshold of open connections, for 15 minutes. A t4g.small accepts about 190.
   *
   * @default 150
   */
  readonly connections?: number;

  /**
   * Threshold of the replica lag, in seconds, for 15 minutes.
   *
   * @default 30
   */
  readonly lagSeconds?: number;
}

/** Alarms for each instance of a database: CPU utilization, free storage, connections and replica lag. Each costs about ten cents a month. */
export class PostgresAlarms extends Construct {
  /** Every alarm. */
  public readonly alarms: readonly cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, props: PostgresAlarmsProps) {
    super(scope, id);
    const { database, topic } = props;
    const limits = {
      cpuPercent: props.cpuPercent ?? 80,
      freeGiB: props.freeGiB ?? 2,
      connections: props.connections ?? 150,
      lagSeconds: props.lagSeconds ?? 30,
    };
    checkKnown(this, 'freeGiB', props.freeGiB);
    for (const [prop, value] of Object.entries(limits)) {
      const percent = prop === 'cpuPercent';
      checkRange(this, prop, value, {
        least: Number.MIN_VALUE,
        most: percent ? 100 : undefined,
        fractions: true,
        allowed: percent ? 'more than 0, at most 100' : 'more than 0',
      });
    }

    const instances = [database.primary, ...database.replicas];
    this.alarms = [
      ...instances.flatMap((instance, index) => {
        const of = index === 0 ? 'primary' : `replica ${index}`;
        const named = (what: string) => `${index === 0 ? 'Primary' : `Replica${index}`}${what}`;
        return [
          this.alarm(named('Cpu'), instance.metricCPUUtilization(), limits.cpuPercent, `The ${of} is busy`),
          this.alarm(named('Storage'), instance.metricFreeStorageSpace(), limits.freeGiB * 2 ** 30, `The ${of} runs out of storage`, true),
          this.alarm(named('Connections'), instance.metricDatabaseConnections(), limits.connections, `The ${of} has many connections`),
        ];
      }),
      ...database
        .metricsReplicaLag()
        .map((metric, index) => this.alarm(`Replica${index + 1}Lag`, metric, limits.lagSeconds, `Replica ${index + 1} is behind`)),
    ];
    if (topic) {
      const action = new SnsAction(topic);
      for (const alarm of this.alarms) {
        alarm.addAlarmAction(action);
        alarm.addOkAction(action);
      }
    }
  }

  private alarm(id: string, metric: cloudwatch.Metric, threshold: number, alarmDescription: string, below = false): cloudwatch.Alarm {
    const { LESS_THAN_THRESHOLD, GREATER_THAN_THRESHOLD } = cloudwatch.ComparisonOperator;
    return metric.createAlarm(this, id, {
      threshold,
      alarmDescription,
      comparisonOperator: below ? LESS_THAN_THRESHOLD : GREATER_THAN_THRESHOLD,
      evaluationPeriods: 3,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}
