import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AIRFLOW_LOGS, MwaaEnvironment, type MwaaEnvironmentProps } from 'stagecraft-constructs/airflow';
import { Network } from 'stagecraft-constructs/network';
import { PrivateBucket } from 'stagecraft-constructs/storage';
import { AIRFLOW_VERSIONS } from 'stagecraft-constructs/versions';
import { findingsOf, granteeIn, readable, statementsOf, templateOf } from '../../support/synth';

/** What the guide writes as `s3:GetObject*`, without retention, legal hold, replication and torrents. */
const OBJECTS = [
  's3:GetObject',
  's3:GetObjectAcl',
  's3:GetObjectAttributes',
  's3:GetObjectTagging',
  's3:GetObjectVersion',
  's3:GetObjectVersionAcl',
  's3:GetObjectVersionAttributes',
  's3:GetObjectVersionTagging',
  's3:ListMultipartUploadParts',
].join(' ');
/** What the guide writes as `s3:GetBucket*` and `s3:List*`. */
const BUCKET = [
  's3:GetBucketAcl',
  's3:GetBucketCORS',
  's3:GetBucketLocation',
  's3:GetBucketLogging',
  's3:GetBucketNotification',
  's3:GetBucketObjectLockConfiguration',
  's3:GetBucketOwnershipControls',
  's3:GetBucketPolicy',
  's3:GetBucketPolicyStatus',
  's3:GetBucketPublicAccessBlock',
  's3:GetBucketRequestPayment',
  's3:GetBucketTagging',
  's3:GetBucketVersioning',
  's3:GetBucketWebsite',
  's3:ListBucket',
  's3:ListBucketMultipartUploads',
  's3:ListBucketVersions',
].join(' ');

const ENVIRONMENT = 'AWS::MWAA::Environment';
type Props = Omit<MwaaEnvironmentProps, 'vpc'>;
const environmentIn = (stack: Stack, props: Props = {}) =>
  new MwaaEnvironment(stack, 'Airflow', { vpc: new Network(stack, 'Network').vpc, environmentName: 'jobs', ...props });
const withProps = (props?: Props | ((stack: Stack) => Props)) =>
  templateOf((stack) => environmentIn(stack, typeof props === 'function' ? props(stack) : props));
const propertiesOf = (props?: Props | ((stack: Stack) => Props)) => Object.values(withProps(props).findResources(ENVIRONMENT))[0]?.Properties;

describe('with defaults', () => {
  const template = withProps();
  const [resource] = Object.values(template.findResources(ENVIRONMENT)) as [
    { Properties: { NetworkConfiguration: Record<string, unknown[]> }; DependsOn: string[] },
  ];

  test('is a small environment with the newest tested Airflow version', () => {
    template.hasResourceProperties(ENVIRONMENT, {
      Name: 'jobs',
      AirflowVersion: AIRFLOW_VERSIONS[0],
      EnvironmentClass: 'mw1.small',
      MinWorkers: 1,
      MaxWorkers: 10,
      Schedulers: 2,
      MinWebservers: 2,
      MaxWebservers: 2,
      DagS3Path: 'dags',
      RequirementsS3Path: Match.absent(),
      PluginsS3Path: Match.absent(),
      StartupScriptS3Path: Match.absent(),
      KmsKey: Match.absent(),
      WeeklyMaintenanceWindowStart: Match.absent(),
    });
  });

  test('its web server is private', () => {
    template.hasResourceProperties(ENVIRONMENT, { WebserverAccessMode: 'PRIVATE_ONLY' });
  });

  test('is in private subnets of two availability zones, with a self-referencing security group', () => {
    const { SubnetIds, SecurityGroupIds } = resource.Properties.NetworkConfiguration;
    expect(SubnetIds?.map(readable)).toEqual(['<NetworkPrivateSubnet1Subnet>', '<NetworkPrivateSubnet2Subnet>']);
    expect(SecurityGroupIds?.map(readable)).toEqual(['<AirflowAccess.GroupId>']);
    const ingress = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties);
    expect(ingress).toEqual([expect.objectContaining({ IpProtocol: '-1' })]);
    expect([ingress[0]?.GroupId, ingress[0]?.SourceSecurityGroupId].map(readable)).toEqual(['<AirflowAccess.GroupId>', '<AirflowAccess.GroupId>']);
  });

  test('writes all five logs at INFO, to log groups with one month of retention', () => {
    const log = { Enabled: true, LogLevel: 'INFO' };
    template.hasResourceProperties(ENVIRONMENT, {
      LoggingConfiguration: { DagProcessingLogs: log, SchedulerLogs: log, TaskLogs: log, WebserverLogs: log, WorkerLogs: log },
    });
    for (const ending of Object.values(AIRFLOW_LOGS)) {
      template.hasResource('AWS::Logs::LogGroup', {
        Properties: { LogGroupName: `airflow-jobs-${ending}`, RetentionInDays: 30 },
        DeletionPolicy: 'Retain',
      });
    }
  });

  test('creates a versioned, encrypted, private bucket with removal policy RETAIN', () => {
    template.hasResource('AWS::S3::Bucket', {
      Properties: {
        VersioningConfiguration: { Status: 'Enabled' },
        BucketEncryption: Match.anyValue(),
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      },
      DeletionPolicy: 'Retain',
    });
  });

  test('depends on the policy of its role, its log groups and the routes of its subnets', () => {
    const before = resource.DependsOn.map((id) => id.replace(/[0-9A-F]{8}$/, ''));
    expect(before).toEqual(
      expect.arrayContaining(['AirflowRole', 'AirflowRoleDefaultPolicy', 'AirflowLogtask', 'NetworkPrivateSubnet1DefaultRoute']),
    );
    expect(before.filter((id) => id.startsWith('AirflowLog'))).toHaveLength(5);
  });

  test('the execution role trusts MWAA, and has only the permissions that MWAA needs', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'airflow.amazonaws.com' } },
          { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'airflow-env.amazonaws.com' } },
        ],
      },
    });
    const [policy] = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) => id.startsWith('AirflowRole'));
    const statements = policy?.[1].Properties.PolicyDocument.Statement as Record<string, unknown>[];
    expect(statements.map(({ Action, Resource, NotResource }) => [[Action].flat().join(' '), readable(Resource ?? NotResource)])).toEqual([
      ['airflow:PublishMetrics', 'arn:<partition>:airflow:<region>:<account>:environment/jobs'],
      ['cloudwatch:PutMetricData logs:DescribeLogGroups s3:GetAccountPublicAccessBlock', '*'],
      [OBJECTS, '<AirflowBucket.Arn>/*'],
      [BUCKET, '<AirflowBucket.Arn>'],
      [
        'logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents logs:GetLogEvents logs:GetLogGroupFields logs:GetLogRecord logs:GetQueryResults',
        'arn:<partition>:logs:<region>:<account>:log-group:airflow-jobs-*',
      ],
      [
        'sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ReceiveMessage sqs:SendMessage',
        'arn:<partition>:sqs:<region>:*:airflow-celery-*',
      ],
      ['kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey', 'arn:<partition>:kms:*:<account>:key/*'],
    ]);
    const keys = statements.at(-1);
    expect(keys).toHaveProperty('NotResource');
    expect(JSON.stringify(keys?.['Condition'])).toMatch(/"kms:ViaService":\[?\{"Fn::Join":\["",\["sqs\.",/);
  });
});

test('derives environmentName from the construct path', () => {
  const template = templateOf((stack) => new MwaaEnvironment(stack, 'Airflow', { vpc: new Network(stack, 'Network').vpc }));

  template.hasResourceProperties(ENVIRONMENT, { Name: Match.stringLikeRegexp('^Test-Airflow-[0-9A-F]{8}$') });
});

test('mw1.micro has one scheduler, one worker and one web server', () => {
  expect(propertiesOf({ environmentClass: 'mw1.micro' })).toMatchObject({
    MinWorkers: 1,
    MaxWorkers: 1,
    Schedulers: 1,
    MinWebservers: 1,
    MaxWebservers: 1,
  });
});

test('takes numbers of containers, version, access mode, maintenance window and configuration options', () => {
  const props: Props = {
    environmentClass: 'mw1.2xlarge',
    minWorkers: 2,
    maxWorkers: 25,
    schedulers: 5,
    webServers: 3,
    airflowVersion: '3.2.1',
    webServerAccess: 'PUBLIC_AND_PRIVATE',
    maintenanceWindow: 'TUE:03:30',
    airflowOptions: { 'core.default_timezone': 'utc' },
    dagsPath: 'team/dags',
  };

  expect(propertiesOf(props)).toMatchObject({
    EnvironmentClass: 'mw1.2xlarge',
    MinWorkers: 2,
    MaxWorkers: 25,
    Schedulers: 5,
    MinWebservers: 3,
    MaxWebservers: 3,
    AirflowVersion: '3.2.1',
    WebserverAccessMode: 'PUBLIC_AND_PRIVATE',
    WeeklyMaintenanceWindowStart: 'TUE:03:30',
    AirflowConfigurationOptions: { 'core.default_timezone': 'utc' },
    DagS3Path: 'team/dags',
  });
});

test('takes object versions of requirements, plugins and startup script', () => {
  const props: Props = {
    requirements: { path: 'requirements.txt', version: 'r1' },
    plugins: { path: 'plugins.zip', version: 'p1' },
    startupScript: { path: 'start/up.sh', version: 's1' },
  };

  expect(propertiesOf(props)).toMatchObject({
    RequirementsS3Path: 'requirements.txt',
    RequirementsS3ObjectVersion: 'r1',
    PluginsS3Path: 'plugins.zip',
    PluginsS3ObjectVersion: 'p1',
    StartupScriptS3Path: 'start/up.sh',
    StartupScriptS3ObjectVersion: 's1',
  });
});

test('takes log levels, logRetention and removalPolicy', () => {
  const template = withProps({
    logLevels: { task: 'DEBUG', worker: 'ERROR' },
    logRetention: RetentionDays.ONE_DAY,
    removalPolicy: RemovalPolicy.DESTROY,
  });

  template.hasResourceProperties(ENVIRONMENT, {
    LoggingConfiguration: { TaskLogs: { LogLevel: 'DEBUG' }, WorkerLogs: { LogLevel: 'ERROR' }, SchedulerLogs: { LogLevel: 'INFO' } },
  });
  template.hasResource('AWS::Logs::LogGroup', { Properties: { LogGroupName: 'airflow-jobs-Task', RetentionInDays: 1 }, DeletionPolicy: 'Delete' });
  template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Delete' });
});

test('encryptionKey encrypts environment, bucket and logs, and its policy allows them', () => {
  const template = withProps((stack) => ({ encryptionKey: new kms.Key(stack, 'Key') }));

  const key = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] };
  template.hasResourceProperties(ENVIRONMENT, { KmsKey: key });
  template.allResourcesProperties('AWS::S3::Bucket', {
    BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { KMSMasterKeyID: key } }] },
  });
  template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: 'airflow-jobs-Task', KmsKeyId: key });
  template.hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: Match.arrayWith([Match.objectLike({ Principal: { Service: 'logs.amazonaws.com' }, Condition: { ArnLike: Match.anyValue() } })]),
    },
  });
  expect(statementsOf(template, 'AirflowRole').filter(({ actions }) => actions.includes('kms:GenerateDataKey'))).toEqual([
    expect.objectContaining({ resources: ['<Key.Arn>'], conditions: { StringEquals: { 'kms:ViaService': expect.any(Array) } } }),
  ]);
});

test('takes an existing bucket and existing subnets', () => {
  const template = templateOf((stack) => {
    const { vpc } = new Network(stack, 'Network', { availabilityZones: ['a', 'b', 'c'] });
    const bucket = new PrivateBucket(stack, 'Dags', { versioned: true });
    new MwaaEnvironment(stack, 'Airflow', { vpc, bucket, subnets: vpc.privateSubnets.slice(1) });
  });

  template.resourceCountIs('AWS::S3::Bucket', 1);
  template.hasResourceProperties(ENVIRONMENT, { SourceBucketArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Dags'), 'Arn'] } });
  const [{ Properties } = { Properties: undefined }] = Object.values(template.findResources(ENVIRONMENT));
  expect(Properties?.NetworkConfiguration.SubnetIds.map(readable)).toEqual(['<NetworkPrivateSubnet2Subnet>', '<NetworkPrivateSubnet3Subnet>']);
});

test('accepts an imported bucket without a check of its versioning', () => {
  expect(() => withProps((stack) => ({ bucket: s3.Bucket.fromBucketName(stack, 'Imported', 'dags') }))).not.toThrow();
});

test('grants to the environment go to its execution role', () => {
  const template = templateOf((stack) => {
    const environment = environmentIn(stack);
    s3.Bucket.fromBucketName(stack, 'Files', 'files').grantPut(environment);
  });

  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyName: Match.stringLikeRegexp('^AirflowRole'),
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['s3:PutObject']) })]) },
  });
});

test('grantInvokeRestApi and grantWebLogin allow one Airflow role of this environment', () => {
  const template = templateOf((stack) => {
    const environment = environmentIn(stack);
    const grantee = granteeIn(stack);
    environment.grantInvokeRestApi(grantee, 'Op');
    environment.grantWebLogin(grantee, 'Viewer');
  });

  expect(statementsOf(template, 'Grantee')).toEqual([
    { actions: ['airflow:InvokeRestApi'], resources: ['arn:<partition>:airflow:<region>:<account>:role/jobs/Op'] },
    { actions: ['airflow:CreateWebLoginToken'], resources: ['arn:<partition>:airflow:<region>:<account>:role/jobs/Viewer'] },
  ]);
});

test('connections allow a client to the web server', () => {
  const template = templateOf((stack) => {
    const environment = environmentIn(stack);
    environment.connections.allowDefaultPortFrom(ec2.Peer.ipv4('10.0.0.0/16'));
  });

  template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupIngress: [Match.objectLike({ CidrIp: '10.0.0.0/16', FromPort: 443, ToPort: 443 })],
  });
});

test('metrics have the environment as dimension', () => {
  templateOf((stack) => {
    const environment = environmentIn(stack);
    const of = (metric: { namespace: string; metricName: string; dimensions?: unknown; statistic: string }) => [
      metric.namespace,
      metric.metricName,
      metric.dimensions,
      metric.statistic,
    ];
    expect([environment.metricSchedulerHeartbeat(), environment.metricImportErrors(), environment.metricQueuedTasks()].map(of)).toEqual([
      ['AmazonMWAA', 'SchedulerHeartbeat', { Function: 'Scheduler', Environment: 'jobs' }, 'Sum'],
      ['AmazonMWAA', 'ImportErrors', { Function: 'DAG Processing', Environment: 'jobs' }, 'Maximum'],
      ['AmazonMWAA', 'QueuedTasks', { Function: 'Executor', Environment: 'jobs' }, 'Maximum'],
    ]);
    expect(environment.webServerHost).toContain('Token');
  });
});

test('cdk-nag has no findings', () => {
  expect(findingsOf((stack) => environmentIn(stack))).toEqual([]);
  expect(findingsOf((stack) => environmentIn(stack, { encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }) }))).toEqual([]);
});
