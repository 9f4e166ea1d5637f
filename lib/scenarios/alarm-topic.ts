import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { ALARMS, allowPublishers } from 'stagecraft-constructs/messaging';

/** A topic of CloudWatch alarms: a message when one of them goes off, and one when it ends. */
export class AlarmTopic extends sns.Topic {
  /** @param email - subscriber, who confirms the subscription; empty for none */
  constructor(scope: Construct, id: string, props: { readonly topicName: string; readonly email: string }) {
    super(scope, id, { topicName: props.topicName, enforceSSL: true });
    allowPublishers(this, ALARMS);
    if (props.email !== '') this.addSubscription(new EmailSubscription(props.email));
  }

  /** Sends the changes of an alarm's state to the topic. */
  public notify(alarm: cloudwatch.Alarm): void {
    notifyOf(alarm, this);
  }
}

/** Sends the changes of an alarm's state to a topic that alarms may publish to. */
export function notifyOf(alarm: cloudwatch.Alarm, topic: sns.ITopic): void {
  const action = new SnsAction(topic);
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
}
