import * as sns from 'aws-cdk-lib/aws-sns';
import { ALARMS, allowPublishers } from 'stagecraft-constructs/messaging';
import { templateOf } from '../../support/synth';

const statementsFor = (...services: string[]) =>
  Object.values(
    templateOf((stack) => allowPublishers(new sns.Topic(stack, 'Topic', { enforceSSL: true }), ...services)).findResources('AWS::SNS::TopicPolicy'),
  ).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);

test('alarms of this account alone may publish to a topic that enforces TLS', () => {
  const [deny, allow, ...others] = statementsFor(ALARMS);

  expect(deny).toMatchObject({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
  expect(allow).toEqual({
    Sid: '1',
    Effect: 'Allow',
    Action: 'sns:Publish',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Resource: { Ref: expect.stringMatching(/^Topic/) },
    Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
  });
  expect(others).toEqual([]);
});

test('several services share one statement', () => {
  expect(statementsFor(ALARMS, 'events.rds.amazonaws.com').map(({ Principal }) => Principal.Service)).toContainEqual([
    'cloudwatch.amazonaws.com',
    'events.rds.amazonaws.com',
  ]);
});
