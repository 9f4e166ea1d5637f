import { Match } from 'aws-cdk-lib/assertions';
import { identifiers } from '../../../workloads/macie-data-lake/identifiers';
import { stacksOf } from '../../support/scenario';
import { propertiesOf, readable, statementsOf } from '../../support/synth';

const templatesOf = stacksOf<'buckets' | 'inspection'>('macie-data-lake');
const { buckets, inspection } = templatesOf();
const [custom, high, lowMedium, ...otherRules] = propertiesOf(inspection, 'AWS::Events::Rule').sort((a, b) => a.Name.localeCompare(b.Name));
const topicOf = (target: { Arn: { Ref?: string } }) => inspection.findResources('AWS::SNS::Topic')[target.Arn.Ref ?? '']?.['Properties'].TopicName;

test('acceptance 1: three custom data identifiers, each with its keyword', () => {
  expect(propertiesOf(inspection, 'AWS::Macie::CustomDataIdentifier').map(({ Name, Keywords }) => [Name, Keywords])).toEqual([
    ['Patient ID', ['PATIENT']],
    ['US Driver License', ['DRIVERS']],
    ['US Passport', ['PASSPORT']],
  ]);
});

/** A value with one character changed to one that does not belong there. */
function* oneChanged(value: string): Generator<string> {
  for (let at = 0; at < value.length; at++) yield `${value.slice(0, at)}!${value.slice(at + 1)}`;
}

test.each(identifiers.map(({ name, regex, example }) => [name, regex, example]))(
  'acceptance 2: %s matches its example, and not with one character changed',
  (name, regex, example) => {
    const [{ Regex }] = propertiesOf(inspection, 'AWS::Macie::CustomDataIdentifier').filter(({ Name }) => Name === name);
    expect(Regex).toBe(regex);
    const whole = new RegExp(`^${regex}$`);

    expect(example).toMatch(whole);
    expect([...oneChanged(example)].filter((value) => whole.test(value))).toEqual([]);
    expect(example.toUpperCase() === example || !whole.test(example.toUpperCase())).toBe(true);
  },
);

describe('acceptance 3: rules', () => {
  test('acceptance 3: three rules, each for the data bucket only', () => {
    expect([custom, high, lowMedium].map(({ Name }) => Name)).toEqual(['macie-rule-custom', 'macie-rule-high', 'macie-rule-low-medium']);
    expect(otherRules).toEqual([]);
    for (const { EventPattern } of [custom, high, lowMedium]) {
      expect(EventPattern).toMatchObject({ source: ['aws.macie'], 'detail-type': ['Macie Finding'] });
      expect(EventPattern.detail.resourcesAffected.s3Bucket.name.map(readable)).toEqual([expect.stringContaining('Data')]);
    }
  });

  test('acceptance 3: each rule has its severities or identifiers', () => {
    expect(high.EventPattern.detail.severity).toEqual({ description: ['High'] });
    expect(lowMedium.EventPattern.detail.severity).toEqual({ description: ['Medium', 'Low'] });
    expect(custom.EventPattern.detail.classificationDetails.result.customDataIdentifiers.detections.name).toEqual([
      'Patient ID',
      'US Driver License',
      'US Passport',
    ]);
  });

  test('acceptance 3: the high rule has the function and the high topic as targets, the others one topic each', () => {
    const targets = (rule: typeof high) => rule.Targets.map((target: { Arn: { Ref?: string } }) => topicOf(target) ?? 'function');

    expect(targets(high)).toEqual(['macie-eventbridge-topic-high', 'function']);
    expect(targets(lowMedium)).toEqual(['macie-eventbridge-topic-low-medium']);
    expect(targets(custom)).toEqual(['macie-eventbridge-topic-high']);
  });
});

test('acceptance 4: both buckets are private and encrypted, with TLS required', () => {
  const names = ['synthea-data', 'macie-isolation'].map((name) => `${name}-<account>-<region>`);
  const found = Object.entries(buckets.findResources('AWS::S3::Bucket')).filter(([, { Properties }]) =>
    names.includes(readable(Properties.BucketName)),
  );

  expect(found).toHaveLength(2);
  for (const [id, { Properties }] of found) {
    expect(Properties.BucketEncryption).toBeDefined();
    expect(Object.values(Properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
    buckets.hasResourceProperties('AWS::S3::BucketPolicy', {
      Bucket: { Ref: id },
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })]) },
    });
  }
});

test('the isolation bucket keeps old versions for 30 days, and the data bucket keeps none', () => {
  const versions = propertiesOf(buckets, 'AWS::S3::Bucket').map(({ BucketName, VersioningConfiguration, LifecycleConfiguration }) => [
    readable(BucketName).split('-<')[0],
    VersioningConfiguration?.Status,
    LifecycleConfiguration.Rules.flatMap(
      ({ NoncurrentVersionExpiration }: { NoncurrentVersionExpiration?: object }) => NoncurrentVersionExpiration ?? [],
    ),
  ]);

  expect(versions).toContainEqual(['macie-isolation', 'Enabled', [{ NoncurrentDays: 30 }]]);
  expect(versions).toContainEqual(['synthea-data', undefined, []]);
});

test('acceptance 5: the SSM parameters of the article have the resource names', () => {
  const parameters = Object.fromEntries(propertiesOf(buckets, 'AWS::SSM::Parameter').map(({ Name, Value }) => [Name, readable(Value)]));

  expect(parameters).toMatchObject({
    '/macie_demo/patient_data_bucket': expect.stringContaining('<Data'),
    '/macie_demo/isolated_data_bucket': expect.stringContaining('<Isolation'),
  });
});

test('acceptance 6: the function may not write to the data bucket, nor read or delete in the isolation bucket', () => {
  const statements = statementsOf(inspection, 'Quarantine');
  const about = (bucket: string) =>
    statements.filter(({ resources }) => resources.some((resource) => resource.includes(`import ${bucket}`))).flatMap(({ actions }) => actions);

  expect(about('Data').filter((action) => /Put/.test(action))).toEqual([]);
  expect(about('Data')).toContain('s3:DeleteObject');
  expect(about('Isolation').filter((action) => /Get|Delete/.test(action))).toEqual([]);
  expect(about('Isolation')).toContain('s3:PutObject');
});

test('acceptance 8: failed events go to the dead-letter queue after two retries', () => {
  const [, mover] = high.Targets;

  expect(mover).toMatchObject({
    DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/Failed/), 'Arn'] } },
    RetryPolicy: { MaximumRetryAttempts: 2 },
  });
  inspection.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 2 });
});

test('acceptance 10: only the named rules, and alarms of the account, may publish to the topics, over TLS', () => {
  const policies = propertiesOf(inspection, 'AWS::SNS::TopicPolicy');
  const statements = policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
  const ruleIds = Object.keys(inspection.findResources('AWS::Events::Rule'));

  const of = (service: string) => allowed.filter(({ Principal }) => Principal.Service === service);

  expect(allowed.map(({ Action }) => Action)).toEqual(Array.from({ length: 4 }, () => 'sns:Publish'));
  expect(
    of('events.amazonaws.com')
      .map(({ Condition }) => Condition.ArnEquals['aws:SourceArn']['Fn::GetAtt'][0])
      .sort(),
  ).toEqual(ruleIds.sort());
  expect(of('cloudwatch.amazonaws.com').map(({ Condition }) => Condition)).toEqual([
    { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
  ]);
  expect(statements.filter(({ Effect, Condition }) => Effect === 'Deny' && Condition.Bool['aws:SecureTransport'] === 'false')).toHaveLength(2);
});

describe('acceptance 11: subscriptions', () => {
  const subscriptions = (set: Record<string, unknown>) =>
    propertiesOf(templatesOf(set).inspection, 'AWS::SNS::Subscription').map(({ Protocol, Endpoint }) => [Protocol, Endpoint]);

  test('acceptance 11: has no SMS subscription without sms', () => {
    expect(subscriptions({})).toEqual([]);
    expect(subscriptions({ email: 'me@example.com' }).map(([protocol]) => protocol)).toEqual(['email', 'email']);
  });

  test('acceptance 11: sms subscribes to the high severity topic', () => {
    expect(subscriptions({ sms: '+12223334444' })).toEqual([['sms', '+12223334444']]);
  });
});

test('adds a daily scan only when configured', () => {
  inspection.resourceCountIs('Custom::MacieClassificationJob', 0);
  const [{ Name, Request }] = propertiesOf(templatesOf({ dailyScan: true }).inspection, 'Custom::MacieClassificationJob');

  expect(Name).toBe('SyntheaPatientData_Daily');
  expect(JSON.parse(readable(Request))).toMatchObject({
    jobType: 'SCHEDULED',
    managedDataIdentifierSelector: 'ALL',
    customDataIdentifierIds: { length: 3 },
  });
});

test('keeps an existing Macie session when the stack is deleted, unless configured otherwise', () => {
  inspection.hasResourceProperties('Custom::MacieSession', { DisableOnDelete: 'false' });
  templatesOf({ disableMacie: true }).inspection.hasResourceProperties('Custom::MacieSession', { DisableOnDelete: 'true' });
});

test('with a customer managed key encrypts both buckets and lets Macie decrypt', () => {
  const { buckets: keyed } = templatesOf({ customerKey: true });
  const [{ KeyPolicy }] = propertiesOf(keyed, 'AWS::KMS::Key');

  expect(KeyPolicy.Statement).toContainEqual(
    expect.objectContaining({
      Action: 'kms:Decrypt',
      Condition: { ArnEquals: { 'aws:PrincipalArn': expect.anything() } },
    }),
  );
  const encrypted = propertiesOf(keyed, 'AWS::S3::Bucket').filter(
    ({ BucketEncryption }) => BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.SSEAlgorithm === 'aws:kms',
  );
  expect(encrypted).toHaveLength(2);
});
