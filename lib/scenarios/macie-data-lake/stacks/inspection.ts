import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { ALARMS, allowPublishers } from 'stagecraft-constructs/messaging';
import { ClassificationJob, CustomDataIdentifier, FindingRule, MacieSession, Quarantine } from 'stagecraft-constructs/security';
import { identifiers, MATCH_DISTANCE } from '../../../../workloads/macie-data-lake/identifiers';
import { functionBundle } from '../../../paths';
import { notifyOf } from '../../alarm-topic';
import type { ScenarioStage } from '../../stage';
import { type Config, type Contract, SCANS } from '../settings';
import type { Buckets } from './buckets';

/** Macie with custom identifiers, and the handling of its findings. */
export class Inspection extends Stack {
  constructor(stage: ScenarioStage<Contract>, config: Config, { data, isolation }: Buckets) {
    super(stage, 'inspection', { description: 'Discovery and isolation of sensitive data' });
    const session = new MacieSession(this, 'Session', { disableOnDelete: config.disableMacie });
    const own = identifiers.map(({ name, regex, keywords, description }) => {
      const identifier = new CustomDataIdentifier(this, name.replaceAll(' ', ''), {
        name: stage.fixedName(name),
        regex,
        keywords: [...keywords],
        maximumMatchDistance: MATCH_DISTANCE,
        description,
      });
      identifier.node.addDependency(session);
      return identifier;
    });

    const high = this.topic(stage, 'High', 'macie-eventbridge-topic-high');
    const lowMedium = this.topic(stage, 'LowMedium', 'macie-eventbridge-topic-low-medium');
    if (config.sms !== '') high.addSubscription(new subscriptions.SmsSubscription(config.sms));
    if (config.email !== '') for (const topic of [high, lowMedium]) topic.addSubscription(new subscriptions.EmailSubscription(config.email));

    const quarantine = new Quarantine(this, 'Quarantine', {
      functionName: stage.fixedName('macie-object-mover'),
      code: functionBundle('macie-data-lake', 'quarantine'),
      source: data,
      isolation,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const { rule } = new FindingRule(this, 'HighRule', {
      ruleName: stage.fixedName('macie-rule-high'),
      description: 'High severity findings: quarantine the object and notify the high severity topic',
      bucket: data,
      severities: ['High'],
      topic: high,
    });
    quarantine.handle(rule);
    allowPublishers(high, ALARMS);
    notifyOf(quarantine.alarm, high);
    new FindingRule(this, 'LowMediumRule', {
      ruleName: stage.fixedName('macie-rule-low-medium'),
      description: 'Medium and low severity findings: notify their topic',
      bucket: data,
      severities: ['Medium', 'Low'],
      topic: lowMedium,
    });
    new FindingRule(this, 'CustomRule', {
      ruleName: stage.fixedName('macie-rule-custom'),
      description: 'Findings by the custom data identifiers: notify the high severity topic',
      bucket: data,
      identifiers: own.map(({ identifierName }) => identifierName),
      topic: high,
    });

    stage.publish(this, {
      identifierIds: own.map(({ identifierId }) => identifierId),
      quarantineFunction: quarantine.function.functionName,
      failedQueue: quarantine.failed.queueUrl,
      highTopic: high.topicArn,
      lowMediumTopic: lowMedium.topicArn,
      dailyScan: config.dailyScan ? this.dailyScan(stage, config, data, own, session).jobId : undefined,
    });
  }

  private topic(stage: ScenarioStage<Contract>, id: string, name: string): sns.Topic {
    return new sns.Topic(this, id, { topicName: stage.fixedName(name), enforceSSL: true });
  }

  private dailyScan(
    stage: ScenarioStage<Contract>,
    config: Config,
    bucket: Buckets['data'],
    own: CustomDataIdentifier[],
    session: MacieSession,
  ): ClassificationJob {
    const job = new ClassificationJob(this, 'DailyScan', {
      name: `${stage.fixedName(SCANS)}_Daily`,
      description: 'Review Synthea patient data (daily)',
      bucket,
      identifiers: own,
      managedIdentifiers: config.managedIdentifiers,
      extensions: ['csv'],
      schedule: 'daily',
    });
    job.node.addDependency(session);
    return job;
  }
}
