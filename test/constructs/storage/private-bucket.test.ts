import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { PrivateBucket, type PrivateBucketProps } from 'stagecraft-constructs/storage';
import { findingsOf, readable, templateOf } from '../../support/synth';

const BUCKET = 'AWS::S3::Bucket';
const bucket = (props?: PrivateBucketProps) => templateOf((stack) => new PrivateBucket(stack, 'Data', props));

describe('with defaults', () => {
  const template = bucket();

  test('blocks all public access', () => {
    template.hasResourceProperties(BUCKET, {
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
    });
  });

  test('encrypts objects with S3 managed keys', () => {
    template.hasResourceProperties(BUCKET, {
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
    });
  });

  test('disables ACLs', () => {
    template.hasResourceProperties(BUCKET, {
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      AccessControl: Match.absent(),
    });
  });

  test('denies every request without TLS', () => {
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: [{ Effect: 'Deny', Principal: { AWS: '*' }, Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
      },
    });
  });

  test('aborts incomplete multipart uploads after seven days, and expires nothing', () => {
    template.hasResourceProperties(BUCKET, {
      LifecycleConfiguration: {
        Rules: [{ Id: 'unfinished-uploads', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 }, Status: 'Enabled' }],
      },
    });
  });

  test('has removal policy RETAIN', () => {
    template.hasResource(BUCKET, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  test('has no versioning, no access logs and no fixed name', () => {
    template.hasResourceProperties(BUCKET, {
      VersioningConfiguration: Match.absent(),
      LoggingConfiguration: Match.absent(),
      BucketName: Match.absent(),
    });
  });
});

test('takes bucketName', () => {
  bucket({ bucketName: 'smart-hub-data' }).hasResourceProperties(BUCKET, { BucketName: 'smart-hub-data' });
});

test('encryptionKey encrypts with that key and an S3 Bucket Key', () => {
  const template = templateOf((stack) => new PrivateBucket(stack, 'Data', { encryptionKey: new kms.Key(stack, 'Key') }));

  template.hasResourceProperties(BUCKET, {
    BucketEncryption: { ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] },
  });
});

test('temporaryPrefixes expire after seven days', () => {
  bucket({ temporaryPrefixes: ['tmp', 'logs/old'] }).hasResourceProperties(BUCKET, {
    LifecycleConfiguration: {
      Rules: Match.arrayWith([
        { Id: 'temporary-tmp', Prefix: 'tmp/', ExpirationInDays: 7, Status: 'Enabled' },
        { Id: 'temporary-logs/old', Prefix: 'logs/old/', ExpirationInDays: 7, Status: 'Enabled' },
      ]),
    },
  });
});

test('temporaryFor sets the expiration', () => {
  bucket({ temporaryPrefixes: ['tmp'], temporaryFor: Duration.days(2) }).hasResourceProperties(BUCKET, {
    LifecycleConfiguration: { Rules: Match.arrayWith([Match.objectLike({ Prefix: 'tmp/', ExpirationInDays: 2 })]) },
  });
});

test('versioned keeps noncurrent versions for 30 days', () => {
  bucket({ versioned: true }).hasResourceProperties(BUCKET, {
    VersioningConfiguration: { Status: 'Enabled' },
    LifecycleConfiguration: { Rules: Match.arrayWith([Match.objectLike({ NoncurrentVersionExpiration: { NoncurrentDays: 30 } })]) },
  });
});

test('removalPolicy DESTROY deletes the bucket, without a custom resource that empties it', () => {
  const template = bucket({ removalPolicy: RemovalPolicy.DESTROY });

  template.hasResource(BUCKET, { DeletionPolicy: 'Delete' });
  expect(Object.values(template.toJSON().Resources).map((resource) => (resource as { Type: string }).Type)).toEqual([
    BUCKET,
    'AWS::S3::BucketPolicy',
  ]);
});

describe('with accessLogsBucket', () => {
  const template = templateOf((stack) => {
    const logs = new PrivateBucket(stack, 'Logs');
    new PrivateBucket(stack, 'Data', { accessLogsBucket: logs });
    new PrivateBucket(stack, 'Other', { accessLogsBucket: logs, accessLogsPrefix: 'of/other' });
  });
  const prefixes = Object.values(template.findResources(BUCKET)).map(({ Properties }) => Properties.LoggingConfiguration?.LogFilePrefix);

  test('logs accesses below access/ and the construct id', () => {
    expect(prefixes).toContain('access/Data/');
  });

  test('accessLogsPrefix sets the folder', () => {
    expect(prefixes).toContain('of/other/');
  });

  test('S3 log delivery may write to those folders, for this account only, without ACLs', () => {
    const policies = Object.values(template.findResources('AWS::S3::BucketPolicy')).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    const deliveries = policies.filter(({ Effect }) => Effect === 'Allow');

    expect(deliveries.map(({ Resource }) => readable(Resource))).toEqual(['<Logs.Arn>/access/Data/*', '<Logs.Arn>/of/other/*']);
    expect(deliveries[0]).toMatchObject({
      Action: 's3:PutObject',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
    template.allResourcesProperties(BUCKET, { AccessControl: Match.absent() });
  });
});

test.each<[string, PrivateBucketProps, RegExp]>([
  ['a folder with a slash before it', { temporaryPrefixes: ['/tmp'] }, /temporaryPrefixes is not the name of a folder.*got '\/tmp'.*without slashes/],
  ['a folder with a slash behind it', { temporaryPrefixes: ['tmp/'] }, /got 'tmp\/'/],
  ['an empty folder', { temporaryPrefixes: [''] }, /got ''/],
  ['a time without folders', { temporaryFor: Duration.days(1) }, /temporaryFor has no effect without temporaryPrefixes.*got 1 day/],
  ['a folder for logs without a bucket', { accessLogsPrefix: 'x' }, /accessLogsPrefix has no effect without accessLogsBucket/],
])('refuses %s', (_, props, message) => {
  expect(() => bucket(props)).toThrow(message);
});

test('cdk-nag has no findings', () => {
  const findings = findingsOf((stack) => {
    const logs = new PrivateBucket(stack, 'Logs');
    new PrivateBucket(stack, 'Data', { accessLogsBucket: logs });
    new PrivateBucket(stack, 'Alone');
  });

  expect(findings).toEqual([]);
});
