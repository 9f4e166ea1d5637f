import { Stack } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { PostgresEventAlerts } from 'stagecraft-constructs/database';
import type { ScenarioStage } from '../../stage';
import type { Config, Contract } from '../settings';

/** The topic of RDS events with its subscriptions, and the plain settings of the database in Parameter Store. */
export class Alerts extends Stack {
  public readonly alerts: PostgresEventAlerts;

  constructor(stage: ScenarioStage<Contract>, config: Config) {
    super(stage, 'alerts', { description: 'Topic and subscription for events of the PostgreSQL instances' });

    this.alerts = new PostgresEventAlerts(this, 'Alerts', {
      topicName: stage.fixedName('RDSAlertTopic'),
      email: config.alertEmail || undefined,
      phone: config.alertPhone || undefined,
      webhook: config.alertWebhook || undefined,
    });
    const prefix = `/${stage.fixedName('rds_demo', '_')}`;
    for (const [name, value, description] of [
      ['db_name', config.databaseName, 'Database of the rental shop'],
      ['master_username', config.adminName, 'User that owns it; the password is in Secrets Manager'],
    ] as const) {
      new ssm.StringParameter(this, `Setting-${name}`, { parameterName: `${prefix}/${name}`, stringValue: value, description });
    }

    stage.publish(this, { alertTopic: this.alerts.topic.topicArn });
  }
}
