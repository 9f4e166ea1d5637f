import { Lazy, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  ClassificationJob,
  type ClassificationJobProps,
  CustomDataIdentifier,
  type CustomDataIdentifierProps,
  FindingRule,
  type FindingRuleProps,
  MacieSession,
  Quarantine,
  type QuarantineProps,
} from 'stagecraft-constructs/security';
import { PrivateBucket } from 'stagecraft-constructs/storage';
import { findingsOf, propertiesOf, readable, statementsOf, templateOf } from '../../support/synth';

describe('MacieSession', () => {
  const made = (disableOnDelete?: boolean) => templateOf((stack) => new MacieSession(stack, 'Session', { disableOnDelete }));

  test.each([
    [undefined, 'false'],
    [false, 'false'],
    [true, 'true'],
  ])('disableOnDelete: %p is passed as %s', (disableOnDelete, DisableOnDelete) => {
    made(disableOnDelete).hasResourceProperties('Custom::MacieSession', { DisableOnDelete });
  });

  test.each([
    [undefined, ['macie2:EnableMacie', 'macie2:GetMacieSession']],
    [true, ['macie2:DisableMacie', 'macie2:EnableMacie', 'macie2:GetMacieSession']],
  ])(
    'disableOnDelete: %p lets the provider role create the service-linked role, write logs, and %j, and nothing else',
    (disableOnDelete, session) => {
      expect(statementsOf(made(disableOnDelete), 'MacieProvider')).toEqual([
        { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: ['<MacieProviderLogs.Arn>'] },
        { actions: session, resources: ['*'] },
        {
          actions: ['iam:CreateServiceLinkedRole'],
          resources: ['arn:<partition>:iam::<account>:role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie'],
          conditions: { StringEquals: { 'iam:AWSServiceName': 'macie.amazonaws.com' } },
        },
      ]);
    },
  );

  test('the session depends on the permissions of the provider', () => {
    const [session] = Object.values(made().findResources('Custom::MacieSession'));

    expect(session?.['DependsOn']).toEqual([expect.stringMatching(/^MacieProviderRoleDefaultPolicy/)]);
  });

  test('shares one Lambda function per stack', () => {
    const template = templateOf((stack) => {
      new MacieSession(stack, 'Session');
      new ClassificationJob(stack, 'Job', { name: 'Scan', bucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'data') });
    });

    template.resourceCountIs('AWS::Lambda::Function', 1);
  });

  test('cdk-nag has no findings', () => expect(findingsOf((stack) => new MacieSession(stack, 'Session'))).toEqual([]));
});

describe('CustomDataIdentifier', () => {
  const fine: CustomDataIdentifierProps = { name: 'Patient', regex: 'P[0-9]{8}' };
  const made = (props: Partial<CustomDataIdentifierProps> = {}) =>
    templateOf((stack) => new CustomDataIdentifier(stack, 'Identifier', { ...fine, ...props }));
  const PROPERTIES = 'AWS::Macie::CustomDataIdentifier';

  test('reports every match, with a maximum match distance of 50', () => {
    made().hasResourceProperties(PROPERTIES, {
      Name: 'Patient',
      Regex: 'P[0-9]{8}',
      MaximumMatchDistance: 50,
      Keywords: Match.absent(),
      IgnoreWords: Match.absent(),
      Description: Match.absent(),
    });
  });

  test.each<[Partial<CustomDataIdentifierProps>, object]>([
    [{ keywords: ['PATIENT'] }, { Keywords: ['PATIENT'] }],
    [{ ignoreWords: ['P00000000'] }, { IgnoreWords: ['P00000000'] }],
    [{ maximumMatchDistance: 300 }, { MaximumMatchDistance: 300 }],
    [{ description: 'Numbers of patients' }, { Description: 'Numbers of patients' }],
  ])('takes %j', (props, expected) => made(props).hasResourceProperties(PROPERTIES, expected));

  test.each<[Partial<CustomDataIdentifierProps>, RegExp]>([
    [{ regex: '' }, /regex is not valid for Macie .*allowed: 1 to 512 characters/],
    [{ regex: 'x'.repeat(513) }, /regex is not valid for Macie/],
    [{ regex: '(?=a)b' }, /regex is not valid for Macie: it has a look-ahead.*got '\(\?=a\)b'/],
    [{ name: 'x'.repeat(129) }, /name is not valid for Macie.*1 to 128 characters/],
    [{ description: '' }, /description is not valid for Macie.*1 to 512 characters/],
    [{ keywords: ['ab'] }, /keywords is not valid for Macie .*got 'ab'; allowed: words of 3 to 90 characters/],
    [{ keywords: ['x'.repeat(91)] }, /keywords is not valid for Macie/],
    [{ keywords: Array.from({ length: 51 }, (_, index) => `word${index}`) }, /got 51 words; allowed: at most 50 words/],
    [{ ignoreWords: ['abc'] }, /ignoreWords is not valid for Macie .*words of 4 to 90/],
    [{ ignoreWords: Array.from({ length: 11 }, (_, index) => `word${index}`) }, /at most 10 words/],
    [{ maximumMatchDistance: 0 }, /maximumMatchDistance is not valid for Macie .*allowed: 1 to 300/],
    [{ maximumMatchDistance: 301 }, /maximumMatchDistance/],
  ])('refuses %j', (props, message) => expect(() => made(props)).toThrow(message));

  test('accepts tokens', () => {
    const later = { regex: Lazy.string({ produce: () => 'x' }), maximumMatchDistance: Lazy.number({ produce: () => 10 }) };

    expect(() => made({ ...later, keywords: Lazy.list({ produce: () => ['PATIENT'] }) })).not.toThrow();
  });
});

describe('ClassificationJob', () => {
  const jobIn = (stack: Stack, props: Partial<ClassificationJobProps> = {}) =>
    new ClassificationJob(stack, 'Job', { name: 'Scan', bucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'data'), ...props });
  const requestOf = (template: Template) => JSON.parse(readable(propertiesOf(template, 'Custom::MacieClassificationJob')[0].Request));
  const made = (props: Partial<ClassificationJobProps> = {}) => requestOf(templateOf((stack) => jobIn(stack, props)));

  test('is a one-time job for all objects, with the recommended managed data identifiers', () => {
    expect(made()).toEqual({
      jobType: 'ONE_TIME',
      samplingPercentage: 100,
      managedDataIdentifierSelector: 'RECOMMENDED',
      customDataIdentifierIds: [],
      s3JobDefinition: { bucketDefinitions: [{ accountId: '<account>', buckets: ['data'] }] },
    });
  });

  test('a daily job analyzes existing objects in its first run', () => {
    expect(made({ schedule: 'daily' })).toMatchObject({ jobType: 'SCHEDULED', initialRun: true, scheduleFrequency: { dailySchedule: {} } });
  });

  test.each<[Partial<ClassificationJobProps>, object]>([
    [{ managedIdentifiers: 'ALL' }, { managedDataIdentifierSelector: 'ALL' }],
    [{ samplingPercentage: 20 }, { samplingPercentage: 20 }],
    [{ description: 'Why' }, { description: 'Why' }],
  ])('takes %j', (props, expected) => expect(made(props)).toMatchObject(expected));

  test('extensions limit the objects', () => {
    expect(made({ extensions: ['csv', 'json'] }).s3JobDefinition.scoping).toEqual({
      includes: { and: [{ simpleScopeTerm: { comparator: 'EQ', key: 'OBJECT_EXTENSION', values: ['csv', 'json'] } }] },
    });
  });

  test('passes the ids of custom data identifiers', () => {
    const template = templateOf((stack) =>
      jobIn(stack, {
        identifiers: [
          new CustomDataIdentifier(stack, 'Patient', { name: 'Patient', regex: 'P' }),
          CustomDataIdentifier.fromIdentifierId(stack, 'Existing', '3a1b'),
        ],
      }),
    );

    expect(requestOf(template).customDataIdentifierIds).toEqual(['<Patient.Id>', '3a1b']);
  });

  test('passes the name prefix to the custom resource', () => {
    templateOf((stack) => jobIn(stack)).hasResourceProperties('Custom::MacieClassificationJob', { Name: 'Scan' });
  });

  test('the provider role may create, find and cancel jobs', () => {
    const [, jobs, ...others] = statementsOf(
      templateOf((stack) => jobIn(stack)),
      'MacieProvider',
    );

    expect(others).toEqual([]);
    expect(jobs).toEqual({
      actions: [
        'macie2:CreateClassificationJob',
        'macie2:DescribeClassificationJob',
        'macie2:ListClassificationJobs',
        'macie2:UpdateClassificationJob',
      ],
      resources: ['*'],
    });
  });

  test.each<[Partial<ClassificationJobProps>, RegExp]>([
    [{ samplingPercentage: 0 }, /samplingPercentage is not valid .*got 0; allowed: a whole number from 1 to 100/],
    [{ samplingPercentage: 101 }, /samplingPercentage/],
    [{ samplingPercentage: 1.5 }, /samplingPercentage/],
    [{ extensions: [] }, /extensions is not valid .*got none/],
    [{ extensions: ['.csv'] }, /extensions is not valid .*got '\.csv'; allowed: file name extensions without a dot/],
  ])('refuses %j', (props, message) => expect(() => made(props)).toThrow(message));

  test('cdk-nag has no findings', () => expect(findingsOf((stack) => jobIn(stack))).toEqual([]));
});

describe('FindingRule', () => {
  const ruleIn = (stack: Stack, props: Partial<FindingRuleProps> = {}) =>
    new FindingRule(stack, 'Rule', { bucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'data'), ...props });
  const made = (props: Partial<FindingRuleProps> = {}) => templateOf((stack) => ruleIn(stack, props));
  const patternOf = (template: Template) => propertiesOf(template, 'AWS::Events::Rule')[0].EventPattern;

  test('matches every finding in the bucket', () => {
    expect(patternOf(made())).toEqual({
      source: ['aws.macie'],
      'detail-type': ['Macie Finding'],
      detail: { resourcesAffected: { s3Bucket: { name: ['data'] } } },
    });
  });

  test('matches the given severities and identifiers', () => {
    expect(patternOf(made({ severities: ['High'], identifiers: ['Patient'] })).detail).toMatchObject({
      severity: { description: ['High'] },
      classificationDetails: { result: { customDataIdentifiers: { detections: { name: ['Patient'] } } } },
    });
  });

  test('takes ruleName and description', () => {
    made({ ruleName: 'high', description: 'Why' }).hasResourceProperties('AWS::Events::Rule', { Name: 'high', Description: 'Why' });
  });

  test('has no target without a topic', () => {
    made().hasResourceProperties('AWS::Events::Rule', { Targets: Match.absent() });
  });

  test('sends a message to the topic, whose policy allows only this rule to publish', () => {
    const template = templateOf((stack) => ruleIn(stack, { topic: new sns.Topic(stack, 'Topic') }));
    const [{ Targets }] = propertiesOf(template, 'AWS::Events::Rule');
    const [{ PolicyDocument }] = propertiesOf(template, 'AWS::SNS::TopicPolicy');

    expect(Object.values(Targets[0].InputTransformer.InputPathsMap)).toEqual([
      '$.detail.classificationDetails.jobId',
      '$.account',
      '$.detail.severity.description',
      '$.detail.resourcesAffected.s3Object.path',
    ]);
    expect(PolicyDocument.Statement).toEqual([
      expect.objectContaining({
        Action: 'sns:Publish',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [expect.stringMatching(/^Rule/), 'Arn'] } } },
      }),
    ]);
  });
});

describe('Quarantine', () => {
  const made = (props: Partial<QuarantineProps> = {}, key = false) => templateOf((stack) => quarantineIn(stack, props, key));
  function quarantineIn(stack: Stack, props: Partial<QuarantineProps> = {}, key = false): Quarantine {
    const encryptionKey = key ? new kms.Key(stack, 'Key') : undefined;
    const source = new PrivateBucket(stack, 'Source', { encryptionKey });
    const isolation = new PrivateBucket(stack, 'Isolation', { encryptionKey });
    const quarantine = new Quarantine(stack, 'Quarantine', { code: __dirname, source, isolation, ...props });
    quarantine.handle(new FindingRule(stack, 'High', { bucket: source, severities: ['High'] }).rule);
    return quarantine;
  }

  test('may read and delete in the source bucket and write to the isolation bucket, not the reverse', () => {
    const statements = statementsOf(made(), 'Quarantine');
    const about = (bucket: string) =>
      statements.filter(({ resources }) => resources.some((resource) => resource.includes(`<${bucket}.`))).flatMap(({ actions }) => actions);

    expect(about('Source')).toEqual(['s3:DeleteObject', 's3:GetObject', 's3:GetObjectTagging', 's3:ListBucket']);
    expect(about('Isolation')).toEqual(['s3:AbortMultipartUpload', 's3:PutObject', 's3:PutObjectTagging']);
  });

  test('may use the KMS keys of both buckets', () => {
    const key = statementsOf(made({}, true), 'Quarantine').filter(({ resources }) => resources.some((resource) => resource.includes('<Key')));

    expect(key.map(({ actions }) => actions)).toEqual([['kms:Decrypt'], ['kms:Decrypt', 'kms:GenerateDataKey']]);
  });

  test('gets both bucket names as environment variables', () => {
    const [{ Environment }] = propertiesOf(made(), 'AWS::Lambda::Function');

    expect(Object.fromEntries(Object.entries(Environment.Variables).map(([name, value]) => [name, readable(value)]))).toEqual({
      SOURCE_BUCKET: '<Source>',
      ISOLATION_BUCKET: '<Isolation>',
    });
  });

  test('handle lets the rule invoke the function, with a dead-letter queue and an alarm', () => {
    const template = made();

    template.hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^High'), 'Arn'] },
    });
    const queue = { 'Fn::GetAtt': [Match.stringLikeRegexp('^QuarantineFailed'), 'Arn'] };
    template.hasResourceProperties('AWS::Events::Rule', {
      Targets: [Match.objectLike({ DeadLetterConfig: { Arn: queue }, RetryPolicy: { MaximumRetryAttempts: 2 } })],
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 2 });
    template.hasResourceProperties('AWS::Lambda::Function', { DeadLetterConfig: { TargetArn: queue } });
    template.hasResourceProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 14 * 86_400 });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { Threshold: 1, MetricName: 'ApproximateNumberOfMessagesVisible' });
  });

  test('takes functionName, logRetention and removalPolicy', () => {
    const template = made({ functionName: 'mover', logRetention: logs.RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.DESTROY });

    template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'mover' });
    template.hasResource('AWS::Logs::LogGroup', { Properties: { LogGroupName: '/aws/lambda/mover', RetentionInDays: 7 }, DeletionPolicy: 'Delete' });
    template.hasResource('AWS::SQS::Queue', { DeletionPolicy: 'Delete' });
  });

  test('retains log group and dead-letter queue by default', () => {
    const template = made();

    template.hasResource('AWS::Logs::LogGroup', { Properties: { LogGroupName: Match.absent(), RetentionInDays: 30 }, DeletionPolicy: 'Retain' });
    template.hasResource('AWS::SQS::Queue', { DeletionPolicy: 'Retain' });
  });

  test('cdk-nag has no findings', () =>
    expect(findingsOf((stack) => quarantineIn(stack)).filter((finding) => finding.includes('Quarantine'))).toEqual([]));
});
