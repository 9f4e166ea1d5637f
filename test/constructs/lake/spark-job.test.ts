import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import * as glue from 'aws-cdk-lib/aws-glue';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { SparkJob, type SparkJobProps } from 'stagecraft-constructs/lake';
import { PrivateBucket } from 'stagecraft-constructs/storage';
import { findingsOf, granteeIn, type ReadableStatement, readable, statementsOf, templateOf } from '../../support/synth';

const JOB = 'AWS::Glue::Job';
const script = join(mkdtempSync(join(tmpdir(), 'program-')), 'clean.py');
writeFileSync(script, 'print("clean")\n');

const jobWith = (props: Partial<SparkJobProps> = {}) =>
  templateOf((stack) => new SparkJob(stack, 'Clean', { script, workBucket: new PrivateBucket(stack, 'Work'), ...props }));

function propertiesIn(template: Template) {
  const [found] = Object.values(template.findResources(JOB));
  return found?.Properties;
}

describe('with defaults', () => {
  const template = jobWith();
  const job = propertiesIn(template);

  test('sets version, workers and timeout, for which Glue and the CDK have other defaults', () => {
    expect(job).toMatchObject({ GlueVersion: '5.1', WorkerType: 'G.1X', NumberOfWorkers: 2, Timeout: 10, MaxRetries: 0 });
  });

  test('is a Spark job in Python 3', () => {
    expect(job.Command).toMatchObject({ Name: 'glueetl', PythonVersion: '3' });
  });

  test('has its script in the bucket of the assets', () => {
    expect(readable(job.Command.ScriptLocation)).toMatch(/^s3:\/\/cdk-hnb659fds-assets-<account>-<region>\/[0-9a-f]{64}\.py$/);
  });

  test('has one concurrent run at most', () => {
    expect(job.ExecutionProperty).toEqual({ MaxConcurrentRuns: 1 });
  });

  test('enables job bookmarks, continuous logging and event logs for the Spark history server', () => {
    expect(readableValues(job.DefaultArguments)).toMatchObject({
      '--job-bookmark-option': 'job-bookmark-enable',
      '--custom-logGroup-prefix': expect.stringMatching(/^\/aws-glue\/jobs\/TestClean/),
      '--enable-spark-ui': 'true',
      '--spark-event-logs-path': 's3://<Work>/glue-etl-jobs/',
      '--TempDir': 's3://<Work>/spark-work/',
    });
  });

  test('has a log group with one month of retention and removal policy RETAIN', () => {
    template.allResources('AWS::Logs::LogGroup', { DeletionPolicy: 'Retain', Properties: { RetentionInDays: 30 } });
  });

  test('depends on the policy of its role', () => {
    const [found] = Object.values(template.findResources(JOB));
    expect(found?.DependsOn).toContainEqual(expect.stringMatching(/^CleanRoleDefaultPolicy/));
  });

  test('may read its script, use its temporary folder, and write logs and metrics, and nothing else', () => {
    const write = ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'];
    expect(statementsOf(template)).toEqual([
      { actions: ['s3:GetObject'], resources: [expect.stringMatching(/assets.*\/[0-9a-f]{64}\.py$/)] },
      { actions: write, resources: ['<Work.Arn>/spark-work', '<Work.Arn>/spark-work/*'] },
      { actions: ['s3:GetBucketLocation', 's3:ListBucketMultipartUploads'], resources: ['<Work.Arn>'] },
      listing('spark-work'),
      { actions: write, resources: ['<Work.Arn>/glue-etl-jobs', '<Work.Arn>/glue-etl-jobs/*'] },
      listing('glue-etl-jobs'),
      { actions: ['cloudwatch:PutMetricData'], resources: ['*'], conditions: { StringEquals: { 'cloudwatch:namespace': 'Glue' } } },
      { actions: ['glue:GetJobBookmark'], resources: ['*'] },
      {
        actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: ['<CleanOutput.Arn>', '<CleanErrors.Arn>'],
      },
    ]);
  });
});

test('jobName names job and log group; takes description', () => {
  const template = jobWith({ jobName: 'clean', description: 'Takes out what cannot be' });

  expect(propertiesIn(template)).toMatchObject({ Name: 'clean', Description: 'Takes out what cannot be' });
  template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: '/aws-glue/jobs/clean/output' });
  template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: '/aws-glue/jobs/clean/error' });
});

test('takes glueVersion, workerType, workers, timeout and maxConcurrentRuns', () => {
  const props = {
    glueVersion: '6.0',
    workerType: glue.WorkerType.G_2X,
    workers: 5,
    timeout: Duration.hours(1),
    maxConcurrentRuns: 2,
    bookmark: false,
  };

  expect(propertiesIn(jobWith(props))).toMatchObject({
    GlueVersion: '6.0',
    WorkerType: 'G.2X',
    NumberOfWorkers: 5,
    Timeout: 60,
    ExecutionProperty: { MaxConcurrentRuns: 2 },
  });
});

test('passes arguments to the script', () => {
  expect(propertiesIn(jobWith({ arguments: { '--source': 'readings' } })).DefaultArguments['--source']).toBe('readings');
});

test('with job bookmarks the role may read its bookmark, and runs do not overlap', () => {
  const template = jobWith();

  expect(statementsOf(template)).toContainEqual({ actions: ['glue:GetJobBookmark'], resources: ['*'] });
  expect(propertiesIn(template).ExecutionProperty).toEqual({ MaxConcurrentRuns: 1 });
  expect(() => jobWith({ maxConcurrentRuns: 2 })).toThrow(/maxConcurrentRuns does not go with a job bookmark.*set bookmark to false/s);
});

test('the role trusts Glue on behalf of this account alone', () => {
  const [role] = Object.values(jobWith().findResources('AWS::IAM::Role'));

  expect(role?.['Properties'].AssumeRolePolicyDocument.Statement).toEqual([
    expect.objectContaining({ Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } }),
  ]);
});

test('bookmark: false disables job bookmarks and grants nothing on them', () => {
  expect(JSON.stringify(jobWith({ bookmark: false }).toJSON())).not.toContain('GetJobBookmark');
  expect(propertiesIn(jobWith({ bookmark: false })).DefaultArguments['--job-bookmark-option']).toBe('job-bookmark-disable');
});

test('eventLogsBucket and eventLogsPrefix set the folder of the event logs, which the role may write', () => {
  const template = templateOf((stack) => {
    const eventLogsBucket = new PrivateBucket(stack, 'Events');
    new SparkJob(stack, 'Clean', { script, workBucket: new PrivateBucket(stack, 'Work'), eventLogsBucket, eventLogsPrefix: 'spark/events' });
  });

  expect(readable(propertiesIn(template).DefaultArguments['--spark-event-logs-path'])).toBe('s3://<Events>/spark/events/');
  expect(statementsOf(template).flatMap(({ resources }) => resources)).toContain('<Events.Arn>/spark/events/*');
});

test('applies logRetention and removalPolicy to the log group', () => {
  jobWith({ logRetention: RetentionDays.ONE_DAY, removalPolicy: RemovalPolicy.DESTROY }).hasResource('AWS::Logs::LogGroup', {
    DeletionPolicy: 'Delete',
    Properties: { RetentionInDays: 1 },
  });
});

test('securityConfiguration encrypts logs and bookmarks', () => {
  const template = templateOf((stack) => {
    const securityConfiguration = glue.SecurityConfiguration.fromSecurityConfigurationName(stack, 'Keys', 'own-keys');
    new SparkJob(stack, 'Clean', { script, workBucket: new PrivateBucket(stack, 'Work'), securityConfiguration });
  });

  expect(propertiesIn(template).SecurityConfiguration).toBe('own-keys');
  expect(statementsOf(template).at(-1)?.resources).toEqual([
    expect.stringMatching(/:log-group:\/aws-glue\/jobs\/\w+\/output-own-keys:\*$/),
    expect.stringMatching(/:log-group:\/aws-glue\/jobs\/\w+\/error-own-keys:\*$/),
  ]);
});

test('grantRun allows starting, stopping and polling runs of this job and no other', () => {
  const template = templateOf((stack) =>
    new SparkJob(stack, 'Clean', { script, workBucket: new PrivateBucket(stack, 'Work') }).grantRun(granteeIn(stack)),
  );

  expect(statementsOf(template, 'Grantee')).toEqual([
    {
      actions: ['glue:BatchStopJobRun', 'glue:GetJobRun', 'glue:GetJobRuns', 'glue:StartJobRun'],
      resources: ['arn:<partition>:glue:<region>:<account>:job/<Clean>'],
    },
  ]);
});

test.each<[string, Partial<SparkJobProps>, RegExp]>([
  ['a version of Glue that has ended', { glueVersion: '1.0' }, /glueVersion is not one.*got '1\.0'.*allowed: 5\.1, 6\.0/],
  ['a driver without a worker', { workers: 1 }, /workers is too small.*got 1.*at least 2/],
  ['a folder with a slash', { eventLogsPrefix: '/logs' }, /eventLogsPrefix is not the name of a folder.*got '\/logs'/],
])('refuses %s', (_, props, message) => {
  expect(() => jobWith(props)).toThrow(message);
});

test('cdk-nag has no findings, and synthesis warns of nothing', () => {
  let warnings: unknown[] = ['not looked for'];
  const findings = findingsOf((stack) => {
    new SparkJob(stack, 'Clean', { script, workBucket: new PrivateBucket(stack, 'Work') });
    warnings = Annotations.fromStack(stack).findWarning('*', Match.anyValue());
  });

  expect(findings).toEqual([]);
  expect(warnings).toEqual([]);
});

function listing(prefix: string): ReadableStatement {
  return { actions: ['s3:ListBucket'], resources: ['<Work.Arn>'], conditions: { StringLikeIfExists: { 's3:prefix': [prefix, `${prefix}/*`] } } };
}

function readableValues(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, readable(value)]));
}
