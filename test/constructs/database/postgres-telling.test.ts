import type { Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  POSTGRES_EVENT_CATEGORIES,
  PostgresAlarms,
  type PostgresAlarmsProps,
  PostgresDatabase,
  PostgresEventAlerts,
  type PostgresEventAlertsProps,
} from 'stagecraft-constructs/database';
import { findingsOf, templateOf } from '../../support/synth';
import { databaseIn } from './postgres';

const EVENTS = 'AWS::RDS::EventSubscription';
const alertsIn = (stack: Stack, props?: PostgresEventAlertsProps) => new PostgresEventAlerts(stack, 'Alerts', props);
const alertsWith = (props?: PostgresEventAlertsProps) => templateOf((stack) => alertsIn(stack, props));

describe('alerts', () => {
  const template = alertsWith();

  test('subscribe one topic to eight event categories of every instance', () => {
    template.resourceCountIs('AWS::SNS::Topic', 1);
    template.resourceCountIs('AWS::SNS::Subscription', 0);
    template.hasResourceProperties(EVENTS, {
      SourceType: 'db-instance',
      Enabled: true,
      EventCategories: [...POSTGRES_EVENT_CATEGORIES],
      SourceIds: Match.absent(),
      SnsTopicArn: { Ref: Match.stringLikeRegexp('^AlertsTopic') },
    });
  });

  test('RDS and alarms of this account may publish over TLS, and the subscription depends on that', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Action: 'sns:Publish', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: ['events.rds.amazonaws.com', 'cloudwatch.amazonaws.com'] },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    });
    const [policy] = Object.keys(template.findResources('AWS::SNS::TopicPolicy'));
    template.hasResource(EVENTS, { DependsOn: Match.arrayWith([policy]) });
  });

  test('take topicName, categories and instanceIdentifiers', () => {
    const other = alertsWith({ topicName: 'RDSAlertTopic', categories: ['failover'], instanceIdentifiers: ['shop'] });
    other.hasResourceProperties('AWS::SNS::Topic', { TopicName: 'RDSAlertTopic' });
    other.hasResourceProperties(EVENTS, { EventCategories: ['failover'], SourceIds: ['shop'] });
  });

  test('take email, phone and webhook', () => {
    const other = alertsWith({ email: 'someone@example.com', phone: '+12025550100', webhook: 'https://example.com/events' });
    const subscriptions = Object.values(other.findResources('AWS::SNS::Subscription')).map(({ Properties }) => [
      Properties.Protocol,
      Properties.Endpoint,
    ]);
    expect(subscriptions.sort()).toEqual([
      ['email', 'someone@example.com'],
      ['https', 'https://example.com/events'],
      ['sms', '+12025550100'],
    ]);
  });

  test('RDS may use encryptionKey', () => {
    const other = templateOf((stack) => alertsIn(stack, { encryptionKey: new kms.Key(stack, 'Key') }));
    other.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] } });
    other.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
            Principal: { Service: ['events.rds.amazonaws.com', 'cloudwatch.amazonaws.com'] },
          }),
        ]),
      },
    });
  });

  test('cdk-nag has no findings', () => {
    expect(findingsOf((stack) => alertsIn(stack))).toEqual([]);
  });

  test.each<[string, PostgresEventAlertsProps, RegExp]>([
    ['a category that RDS does not have', { categories: ['explosion'] }, /categories has one that RDS does not know.*'explosion'.*failover/],
    ['no category', { categories: [] }, /categories has one.*or none.*got none/],
    ['no instance', { instanceIdentifiers: [] }, /instanceIdentifiers is empty/],
    ['a mail address that is none', { email: 'someone' }, /email is not an address that SNS can send to.*'someone'.*someone@example\.com/],
    ['a number without a country', { phone: '2025550100' }, /phone is not an address.*'2025550100'.*\+12025550100/],
    ['a webhook without TLS', { webhook: 'http://example.com' }, /webhook is not an address.*https:\/\/example\.com\/events/],
  ])('refuses %s', (_, props, message) => {
    expect(() => alertsWith(props)).toThrow(message);
  });
});

describe('alarms', () => {
  const alarmsWith = (props: Partial<PostgresAlarmsProps> = {}) =>
    templateOf((stack) => new PostgresAlarms(stack, 'Alarms', { database: databaseIn(stack, { replicas: 1 }), ...props }));
  const alarmsIn = (template: ReturnType<typeof alarmsWith>) =>
    Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => [Properties.MetricName, Properties.Threshold]);

  test('watch CPU, storage and connections of each instance, and the replica lag', () => {
    expect(alarmsIn(alarmsWith()).sort()).toEqual([
      ['CPUUtilization', 80],
      ['CPUUtilization', 80],
      ['DatabaseConnections', 150],
      ['DatabaseConnections', 150],
      ['FreeStorageSpace', 2 * 2 ** 30],
      ['FreeStorageSpace', 2 * 2 ** 30],
      ['ReplicaLag', 30],
    ]);
    alarmsWith().hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'FreeStorageSpace', ComparisonOperator: 'LessThanThreshold' });
  });

  test('take cpuPercent, freeGiB, connections and lagSeconds', () => {
    const thresholds = alarmsIn(alarmsWith({ cpuPercent: 50, freeGiB: 5, connections: 20, lagSeconds: 5 }));
    expect(Object.fromEntries(thresholds)).toEqual({ CPUUtilization: 50, DatabaseConnections: 20, FreeStorageSpace: 5 * 2 ** 30, ReplicaLag: 5 });
  });

  test('watch an existing database', () => {
    const template = templateOf((stack) => {
      const instance = (id: string) =>
        rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, id, {
          instanceIdentifier: id,
          instanceEndpointAddress: `${id}.example.com`,
          port: 5432,
          securityGroups: [],
        });
      const database = PostgresDatabase.fromPostgresDatabaseAttributes(stack, 'Existing', {
        primary: instance('one'),
        replicas: [instance('two')],
        databaseName: 'shop',
      });
      new PostgresAlarms(stack, 'Alarms', { database });
    });

    const watched = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties.Dimensions);
    expect(watched.filter(([{ Value }]) => Value === 'one')).toHaveLength(3);
    expect(watched.filter(([{ Value }]) => Value === 'two')).toHaveLength(4);
  });

  test('notify topic about ALARM and OK', () => {
    const template = templateOf(
      (stack) => new PostgresAlarms(stack, 'Alarms', { database: databaseIn(stack), topic: new sns.Topic(stack, 'Topic') }),
    );
    template.allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^Topic') }],
      OKActions: [{ Ref: Match.stringLikeRegexp('^Topic') }],
    });
  });

  test.each<[string, Partial<PostgresAlarmsProps>, RegExp]>([
    ['more than everything', { cpuPercent: 101 }, /cpuPercent is out of range.*101.*at most 100/],
    ['nothing', { lagSeconds: 0 }, /lagSeconds is out of range.*got 0/],
  ])('refuse %s', (_, props, message) => {
    expect(() => alarmsWith(props)).toThrow(message);
  });
});
