import { Token, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { CfnEventSubscription } from 'aws-cdk-lib/aws-rds';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { checkText } from '../checks/text';
import { PropError } from '../errors';
import { ALARMS, allowPublishers } from '../messaging/topic-publishers';

/** Event categories of RDS instances. */
export const POSTGRES_EVENT_CATEGORIES = [
  'availability',
  'configuration change',
  'creation',
  'deletion',
  'failover',
  'failure',
  'read replica',
  'recovery',
] as const;

/** Properties of a `PostgresEventAlerts`. */
export interface PostgresEventAlertsProps {
  /**
   * Name of the topic.
   *
   * @default - chosen by CloudFormation
   */
  readonly topicName?: string;

  /**
   * Event categories.
   *
   * @default POSTGRES_EVENT_CATEGORIES
   */
  readonly categories?: readonly string[];

  /**
   * Identifiers of existing instances.
   *
   * @default - every instance of the account and region
   */
  readonly instanceIdentifiers?: readonly string[];

  /**
   * Email address that receives each event, after its owner has confirmed.
   *
   * @default - none
   */
  readonly email?: string;

  /**
   * Phone number that receives a text message for each event, as in `+12025550100`. New accounts can send only to verified numbers.
   *
   * @default - none
   */
  readonly phone?: string;

  /**
   * HTTPS endpoint that receives each event, after it has confirmed.
   *
   * @default - none
   */
  readonly webhook?: string;

  /**
   * Key that encrypts the messages. Its policy must allow RDS and CloudWatch; a key of this app gets these statements.
   *
   * @default - none: messages contain event and instance only
   */
  readonly encryptionKey?: kms.IKey;
}

/**
 * Notifications about RDS instances by email, text message or HTTPS: creation, failure, failover, deletion and other event categories.
 *
 * A separate stack, deployed first and destroyed last, reports creation and deletion as well.
 */
export class PostgresEventAlerts extends Construct {
  /** Topic that receives the events; alarms of the account may use it too. */
  public readonly topic: sns.Topic;
  /** The subscription of the topic to the events. */
  public readonly subscription: CfnEventSubscription;

  constructor(scope: Construct, id: string, props: PostgresEventAlertsProps = {}) {
    super(scope, id);
    checkProps(this, props);

    this.topic = new sns.Topic(this, 'Topic', {
      topicName: props.topicName,
      displayName: 'RDS events',
      enforceSSL: true,
      masterKey: props.encryptionKey,
    });
    const publishers = ['events.rds.amazonaws.com', ALARMS];
    allowPublishers(this.topic, ...publishers);
    props.encryptionKey?.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: publishers.map((name) => new iam.ServicePrincipal(name)),
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'], // in the policy of a key, the key itself
      }),
    );
    if (props.email) this.topic.addSubscription(new subscriptions.EmailSubscription(props.email));
    if (props.phone) this.topic.addSubscription(new subscriptions.SmsSubscription(props.phone));
    if (props.webhook) this.topic.addSubscription(new subscriptions.UrlSubscription(props.webhook, { protocol: sns.SubscriptionProtocol.HTTPS }));

    this.subscription = new CfnEventSubscription(this, 'Resource', {
      snsTopicArn: this.topic.topicArn,
      sourceType: 'db-instance',
      sourceIds: props.instanceIdentifiers && [...props.instanceIdentifiers],
      eventCategories: [...(props.categories ?? POSTGRES_EVENT_CATEGORIES)],
      enabled: true,
    });
    // RDS publishes to the topic at the creation of the subscription.
    this.subscription.node.addDependency(this.topic);
    if (!props.encryptionKey) {
      Validations.of(this.topic).acknowledge({
        id: 'AwsSolutions-SNS2',
        reason: 'Events name an instance and what happened to it; encryptionKey encrypts them, for about a dollar a month',
      });
    }
  }
}

function checkProps(scope: Construct, { categories, instanceIdentifiers, email, phone, webhook }: PostgresEventAlertsProps): void {
  const known: readonly string[] = [...POSTGRES_EVENT_CATEGORIES, 'backup', 'low storage', 'maintenance', 'notification', 'restoration', 'security'];
  const unknown = categories?.find((category) => !Token.isUnresolved(category) && !known.includes(category));
  if (unknown !== undefined || categories?.length === 0) {
    throw new PropError(scope, {
      problem: 'categories has one that RDS does not know, or none',
      got: unknown === undefined ? 'none' : `'${unknown}'`,
      allowed: known.join(', '),
      fix: 'correct it, or leave it out',
    });
  }
  if (instanceIdentifiers?.length === 0) {
    throw new PropError(scope, {
      problem: 'instanceIdentifiers is empty',
      allowed: 'one name or more',
      fix: 'name an instance, or leave it out for every instance',
    });
  }
  const addresses: readonly [prop: string, value: string | undefined, form: RegExp, example: string][] = [
    ['email', email, /^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'someone@example.com'],
    ['phone', phone, /^\+[1-9]\d{6,14}$/, '+12025550100'],
    ['webhook', webhook, /^https:\/\/[^\s]+$/, 'https://example.com/events'],
  ];
  for (const [prop, value, form, example] of addresses) {
    checkText(scope, prop, value, { problem: 'is not an address that SNS can send to', form, allowed: `one as '${example}'` });
  }
}
