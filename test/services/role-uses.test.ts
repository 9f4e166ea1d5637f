import { unknownActions } from '../../lib/access/known-actions';
import type { DeployedResource } from '../../lib/contract/resources';
import { services } from '../../lib/services';

const location = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };
const ROLE = 'arn:aws:iam::111122223333:role/worker';
const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/k';

const one = (type: string, properties: DeployedResource['properties'], physicalId = 'it'): DeployedResource => ({ type, physicalId, properties });
const role = one('AWS::IAM::Role', { Path: '/service/' }, 'named');
const profile = one('AWS::IAM::InstanceProfile', { Roles: ['named'] }, 'profile');
const subnet = one('AWS::EC2::Subnet', { Tags: [{ Key: 'for-use-with-amazon-emr-managed-policies', Value: 'true' }] }, 'subnet-1');
const table = one('AWS::Glue::Table', {
  DatabaseName: 'db',
  TableInput: { Name: 't', StorageDescriptor: { Location: 's3://lake/t/' } },
});
const safe = one(
  'AWS::S3::Bucket',
  { BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY } }] } },
  'safe',
);
const runtimeRole = one(
  'AWS::IAM::Role',
  {
    AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service: 'emr-serverless.amazonaws.com' }, Action: 'sts:AssumeRole' }] },
  },
  'runtime',
);

/** Requests of all uses that a resource leads to, as `role action resource`; with a question mark when they are not always needed. */
function asked(resource: DeployedResource, ...others: readonly DeployedResource[]): readonly string[] {
  const uses = services.roleUsesOf([resource, ...others], location).filter(({ by }) => by === resource);
  return uses.flatMap(({ role: arn, requests, isConditional }) =>
    requests.map(({ action, resource: on }) => `${arn.split(':').at(-1)} ${action}${isConditional ? '?' : ''} ${on}`),
  );
}

test.each<[string, DeployedResource, readonly DeployedResource[], readonly string[]]>([
  [
    'a crawler of a declared table changes it and reads its folder',
    one('AWS::Glue::Crawler', { Role: ROLE, Targets: { CatalogTargets: [{ DatabaseName: 'db', Tables: ['t'] }] } }),
    [table],
    [
      'role/worker logs:PutLogEvents arn:aws:logs:eu-central-1:111122223333:log-group:/aws-glue/crawlers:log-stream:it',
      'role/worker s3:GetObject arn:aws:s3:::lake/t/part-00000',
      'role/worker s3:GetBucketAcl arn:aws:s3:::lake',
      'role/worker glue:UpdateTable arn:aws:glue:eu-central-1:111122223333:table/db/t',
      'role/worker glue:GetDatabase arn:aws:glue:eu-central-1:111122223333:database/db',
    ],
  ],
  [
    'a crawler of an encrypted folder decrypts, and names the table after the folder',
    one('AWS::Glue::Crawler', { Role: 'named', DatabaseName: 'db', TablePrefix: 'raw_', Targets: { S3Targets: [{ Path: 's3://safe/my-files/' }] } }),
    [role, safe],
    [`role/service/named kms:Decrypt ${KEY}`, 'role/service/named glue:CreateTable arn:aws:glue:eu-central-1:111122223333:table/db/raw_my_files'],
  ],
  [
    'a Spark job keeps temporary files by S3A',
    one('AWS::Glue::Job', {
      Role: ROLE,
      Command: { ScriptLocation: 's3://code/job.py' },
      DefaultArguments: {
        '--TempDir': 's3://jobs/tmp/',
        '--enable-metrics': '',
        '--job-bookmark-option': 'job-bookmark-enable',
        '--spark-event-logs-path': 's3://logs/events/',
        '--enable-spark-ui': 'true',
        '--extra-py-files': 's3://code/a.py, s3://code/b.py',
      },
      Connections: { Connections: ['database'] },
    }),
    [],
    [
      'role/worker s3:GetObject arn:aws:s3:::code/job.py',
      'role/worker s3:GetObject arn:aws:s3:::code/b.py',
      'role/worker s3:GetObject arn:aws:s3:::jobs/tmp',
      'role/worker s3:ListBucket arn:aws:s3:::jobs',
      'role/worker s3:PutObject arn:aws:s3:::jobs/tmp/',
      'role/worker s3:ListBucketMultipartUploads arn:aws:s3:::logs',
      'role/worker cloudwatch:PutMetricData *',
      'role/worker glue:GetJobBookmark *',
      'role/worker glue:GetConnection arn:aws:glue:eu-central-1:111122223333:connection/database',
      'role/worker logs:PutLogEvents arn:aws:logs:eu-central-1:111122223333:log-group:/aws-glue/jobs/output:log-stream:stream',
    ],
  ],
  [
    'a cluster launches in tagged networks, asks for Spot, archives logs and uses the catalog',
    one('AWS::EMR::Cluster', {
      ServiceRole: ROLE,
      JobFlowRole: 'profile',
      AutoScalingRole: 'arn:aws:iam::111122223333:role/scaling',
      LogUri: 's3://logs/emr',
      Applications: [{ Name: 'AmazonCloudWatchAgent' }],
      BootstrapActions: [{ ScriptBootstrapAction: { Path: 's3://code/start.sh' } }],
      Configurations: [{ ConfigurationProperties: { factory: 'AWSGlueDataCatalogHiveClientFactory' } }],
      Instances: { Ec2SubnetId: 'subnet-1', CoreInstanceGroup: { Market: 'SPOT' } },
      SecurityConfiguration: 'secure',
      Tags: [{ Key: 'for-use-with-amazon-emr-managed-policies', Value: 'true' }],
    }),
    [
      subnet,
      role,
      profile,
      one(
        'AWS::EMR::SecurityConfiguration',
        {
          SecurityConfiguration: {
            EncryptionConfiguration: { AtRestEncryptionConfiguration: { LocalDiskEncryptionConfiguration: { AwsKmsKey: KEY } } },
          },
        },
        'secure',
      ),
    ],
    [
      'role/worker ec2:RunInstances arn:aws:ec2:eu-central-1:111122223333:subnet/subnet-1',
      'role/worker iam:PassRole arn:aws:iam::111122223333:role/service/named',
      'role/worker iam:CreateServiceLinkedRole arn:aws:iam::111122223333:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot',
      'role/service/named s3:PutObject arn:aws:s3:::logs/emr/j-0000000000000/steps.gz',
      'role/service/named s3:GetObject arn:aws:s3:::code/start.sh',
      'role/service/named cloudwatch:PutMetricData *',
      'role/service/named glue:GetDatabase arn:aws:glue:eu-central-1:111122223333:database/default',
      'role/service/named glue:CreateDatabase? arn:aws:glue:eu-central-1:111122223333:database/default',
      `role/service/named kms:ReEncryptFrom ${KEY}`,
      'role/service/named ssm:UpdateInstanceInformation? *',
      'role/scaling elasticmapreduce:ModifyInstanceGroups *',
    ],
  ],
  [
    'a network that no template has may have the tags',
    one('AWS::EMR::Cluster', { ServiceRole: ROLE, Instances: { Ec2SubnetId: 'subnet-2' } }),
    [],
    ['role/worker ec2:RunInstances? arn:aws:ec2:eu-central-1:111122223333:subnet/subnet-2'],
  ],
  [
    'an application has the roles that trust EMR Serverless',
    one('AWS::EMRServerless::Application', { MonitoringConfiguration: { S3MonitoringConfiguration: { LogUri: 's3://logs/serverless/' } } }),
    [role, runtimeRole],
    [
      'role/runtime s3:PutObject arn:aws:s3:::logs/serverless/applications/logs.gz',
      'role/runtime glue:GetDatabase arn:aws:glue:eu-central-1:111122223333:database/default',
    ],
  ],
  [
    'a state machine that logs and is traced; the role of a job run reads the program',
    one('AWS::StepFunctions::StateMachine', {
      RoleArn: ROLE,
      LoggingConfiguration: { Level: 'ERROR' },
      TracingConfiguration: { Enabled: true },
      DefinitionString: JSON.stringify({
        States: {
          Run: {
            Type: 'Task',
            Resource: 'arn:aws:states:::emr-serverless:startJobRun.sync',
            Arguments: {
              ApplicationId: 'a',
              ExecutionRoleArn: 'arn:aws:iam::111122223333:role/runtime',
              JobDriver: {
                SparkSubmit: { EntryPoint: 's3://code/job.py', SparkSubmitParameters: '--py-files s3://code/a.py,s3://code/b.py --conf x=y' },
              },
              ConfigurationOverrides: { MonitoringConfiguration: { S3MonitoringConfiguration: { LogUri: 's3://logs/' } } },
            },
          },
        },
      }),
    }),
    [],
    [
      'role/worker logs:CreateLogDelivery *',
      'role/worker xray:PutTraceSegments *',
      'role/runtime s3:GetObject arn:aws:s3:::code/job.py',
      'role/runtime s3:GetObject arn:aws:s3:::code/b.py',
      'role/runtime s3:PutObject arn:aws:s3:::logs/applications/logs.gz',
    ],
  ],
  [
    'a state machine that creates a cluster hands it its roles, tags and an idle time',
    one('AWS::StepFunctions::StateMachine', {
      RoleArn: ROLE,
      DefinitionString: JSON.stringify({
        States: {
          Create: {
            Type: 'Task',
            Resource: 'arn:aws:states:::elasticmapreduce:createCluster',
            Arguments: {
              JobFlowRole: 'profile',
              ServiceRole: 'named',
              AutoTerminationPolicy: { IdleTimeout: 60 },
              Instances: { InstanceFleets: [{ TargetSpotCapacity: 2 }] },
              Tags: [{ Key: 'a', Value: 'b' }],
            },
          },
        },
      }),
    }),
    [role, profile],
    [
      'role/worker elasticmapreduce:AddTags arn:aws:elasticmapreduce:eu-central-1:111122223333:cluster/j-0000000000000',
      'role/worker elasticmapreduce:PutAutoTerminationPolicy arn:aws:elasticmapreduce:eu-central-1:111122223333:cluster/j-0000000000000',
      'role/worker iam:CreateServiceLinkedRole arn:aws:iam::111122223333:role/aws-service-role/elasticmapreduce.amazonaws.com/AWSServiceRoleForEMRCleanup',
      'role/service/named iam:CreateServiceLinkedRole arn:aws:iam::111122223333:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot',
    ],
  ],
  [
    'a delivery stream invokes a version, writes below both prefixes and logs',
    one('AWS::KinesisFirehose::DeliveryStream', {
      ExtendedS3DestinationConfiguration: {
        RoleARN: ROLE,
        BucketARN: 'arn:aws:s3:::lake',
        Prefix: 'data/!{timestamp:yyyy}/',
        ErrorOutputPrefix: 'errors/',
        EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: KEY } },
        CloudWatchLoggingOptions: { LogGroupName: 'g', LogStreamName: 's' },
        ProcessingConfiguration: {
          Processors: [{ Parameters: [{ ParameterName: 'LambdaArn', ParameterValue: 'arn:aws:lambda:eu-central-1:111122223333:function:f' }] }],
        },
      },
      KinesisStreamSourceConfiguration: { RoleARN: ROLE, KinesisStreamARN: 'arn:aws:kinesis:eu-central-1:111122223333:stream/s' },
    }),
    [],
    [
      'role/worker s3:PutObject arn:aws:s3:::lake/data/x/2026/01/01/00/object',
      'role/worker s3:AbortMultipartUpload arn:aws:s3:::lake/errors/2026/01/01/00/object',
      `role/worker kms:GenerateDataKey ${KEY}`,
      `role/worker kms:Decrypt ${KEY}`,
      'role/worker logs:PutLogEvents arn:aws:logs:eu-central-1:111122223333:log-group:g:log-stream:s',
      'role/worker lambda:InvokeFunction arn:aws:lambda:eu-central-1:111122223333:function:f:$LATEST',
      'role/worker kinesis:GetRecords arn:aws:kinesis:eu-central-1:111122223333:stream/s',
    ],
  ],
  [
    'Redshift copies from the bucket of an integration, and may read streams',
    one('AWS::Redshift::Cluster', { IamRoles: [ROLE] }),
    [
      one('AWS::Redshift::Integration', { SourceArn: 'arn:aws:s3:::lake' }),
      one('AWS::KinesisFirehose::DeliveryStream', { ExtendedS3DestinationConfiguration: { BucketARN: 'arn:aws:s3:::lake', Prefix: 'in/' } }),
      one('AWS::Kinesis::Stream', {}, 's'),
    ],
    [
      'role/worker s3:GetObject arn:aws:s3:::lake/in/2026/01/01/00/object.gz',
      'role/worker s3:ListBucket arn:aws:s3:::lake',
      'role/worker kinesis:GetShardIterator? arn:aws:kinesis:eu-central-1:111122223333:stream/s',
      'role/worker kinesis:ListStreams? *',
    ],
  ],
  [
    'QuickSight queries the tables of its data sets',
    one('AWS::QuickSight::DataSource', { DataSourceId: 'd', DataSourceParameters: { AthenaParameters: { RoleArn: ROLE, WorkGroup: 'w' } } }),
    [
      table,
      one('AWS::Athena::WorkGroup', { WorkGroupConfiguration: { ResultConfiguration: { OutputLocation: 's3://lake/results/' } } }, 'w'),
      one('AWS::QuickSight::DataSet', {
        PhysicalTableMap: { a: { CustomSql: { DataSourceArn: 'arn:x:datasource/d', SqlQuery: 'SELECT 1 FROM db.t' } } },
      }),
    ],
    [
      'role/worker athena:StartQueryExecution arn:aws:athena:eu-central-1:111122223333:workgroup/w',
      'role/worker glue:GetDatabase arn:aws:glue:eu-central-1:111122223333:database/default',
      'role/worker glue:GetTable arn:aws:glue:eu-central-1:111122223333:table/db/t',
      'role/worker s3:GetObject arn:aws:s3:::lake/t/part-00000',
      'role/worker s3:PutObject arn:aws:s3:::lake/results/00000000-0000-0000-0000-000000000000.csv',
    ],
  ],
  [
    'an Airflow environment with a key and requirements',
    one('AWS::MWAA::Environment', {
      ExecutionRoleArn: ROLE,
      SourceBucketArn: 'arn:aws:s3:::dags',
      RequirementsS3Path: 'requirements.txt',
      RequirementsS3ObjectVersion: 'v1',
      KmsKey: KEY,
      LoggingConfiguration: { TaskLogs: { Enabled: true }, WorkerLogs: { Enabled: false } },
    }),
    [],
    [
      'role/worker s3:GetObject arn:aws:s3:::dags/dags/dag.py',
      'role/worker s3:GetObjectVersion arn:aws:s3:::dags/requirements.txt',
      'role/worker s3:GetAccountPublicAccessBlock *',
      'role/worker airflow:PublishMetrics arn:aws:airflow:eu-central-1:111122223333:environment/it',
      'role/worker logs:GetLogEvents arn:aws:logs:eu-central-1:111122223333:log-group:airflow-it-Task:log-stream:stream',
      'role/worker sqs:SendMessage arn:aws:sqs:eu-central-1:111122223333:airflow-celery-00000000-0000-0000-0000-000000000000',
      `role/worker kms:GenerateDataKey ${KEY}`,
    ],
  ],
  [
    'a flow log of a group that no template has creates it',
    one('AWS::EC2::FlowLog', { DeliverLogsPermissionArn: ROLE, LogGroupName: 'g' }),
    [],
    ['role/worker logs:CreateLogGroup arn:aws:logs:eu-central-1:111122223333:log-group:g:log-stream:', 'role/worker logs:DescribeLogGroups? *'],
  ],
  [
    'a function in a VPC with a queue, a key, traces and a handler',
    one('AWS::Lambda::Function', {
      Role: ROLE,
      VpcConfig: { SubnetIds: ['subnet-1'] },
      DeadLetterConfig: { TargetArn: 'arn:aws:sqs:eu-central-1:111122223333:failed' },
      KmsKeyArn: KEY,
      TracingConfig: { Mode: 'Active' },
      Environment: { Variables: { USER_ON_EVENT_FUNCTION_ARN: 'arn:aws:lambda:eu-central-1:111122223333:function:handler' } },
    }),
    [],
    [
      'role/worker logs:PutLogEvents arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/it:log-stream:2026/01/01/[$LATEST]0',
      'role/worker logs:CreateLogGroup? arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/it:log-stream:',
      'role/worker ec2:AssignPrivateIpAddresses *',
      'role/worker sqs:SendMessage arn:aws:sqs:eu-central-1:111122223333:failed',
      'role/worker xray:PutTraceSegments *',
      `role/worker kms:Decrypt ${KEY}`,
      'role/worker lambda:InvokeFunction arn:aws:lambda:eu-central-1:111122223333:function:handler',
    ],
  ],
  [
    'the role of a function reads the queue that invokes it',
    one('AWS::Lambda::EventSourceMapping', { FunctionName: 'f', EventSourceArn: 'arn:aws:sqs:eu-central-1:111122223333:in' }),
    [one('AWS::Lambda::Function', { Role: ROLE }, 'f')],
    ['role/worker sqs:ReceiveMessage arn:aws:sqs:eu-central-1:111122223333:in'],
  ],
  [
    'the role of a function sends results on',
    one('AWS::Lambda::EventInvokeConfig', {
      FunctionName: 'f',
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:sns:eu-central-1:111122223333:topic' } },
    }),
    [one('AWS::Lambda::Function', { Role: ROLE }, 'f')],
    ['role/worker sns:Publish arn:aws:sns:eu-central-1:111122223333:topic'],
  ],
  [
    'a rule starts a state machine',
    one('AWS::Events::Rule', { Targets: [{ RoleArn: ROLE, Arn: 'arn:aws:states:eu-central-1:111122223333:stateMachine:m' }] }),
    [],
    ['role/worker states:StartExecution arn:aws:states:eu-central-1:111122223333:stateMachine:m'],
  ],
  [
    'a schedule runs a task, whose roles it passes',
    one('AWS::Scheduler::Schedule', {
      Target: { RoleArn: ROLE, Arn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/c', EcsParameters: { TaskDefinitionArn: 'task' } },
    }),
    [one('AWS::ECS::TaskDefinition', { TaskRoleArn: 'arn:aws:iam::111122223333:role/task' }, 'task')],
    ['role/worker ecs:RunTask task', 'role/worker iam:PassRole arn:aws:iam::111122223333:role/task'],
  ],
  [
    'Enhanced Monitoring writes its metrics',
    one('AWS::RDS::DBInstance', { MonitoringRoleArn: ROLE }),
    [],
    ['role/worker logs:PutLogEvents arn:aws:logs:eu-central-1:111122223333:log-group:RDSOSMetrics:log-stream:db-0'],
  ],
  [
    'Macie decrypts what a job classifies',
    one('Custom::MacieClassificationJob', { Request: JSON.stringify({ s3JobDefinition: { bucketDefinitions: [{ buckets: ['safe'] }] } }) }),
    [safe],
    [`role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie kms:Decrypt ${KEY}`],
  ],
  [
    'nodes pull images and fetch credentials for pods',
    one('AWS::EKS::Nodegroup', { NodeRole: ROLE, ClusterName: 'c' }),
    [one('AWS::EKS::PodIdentityAssociation', { ClusterName: 'c' })],
    ['role/worker ecr:GetAuthorizationToken *', 'role/worker eks-auth:AssumeRoleForPodIdentity arn:aws:eks:eu-central-1:111122223333:cluster/c'],
  ],
  [
    'the secrets provider fetches what the pods of a service account mount',
    one('AWS::EKS::PodIdentityAssociation', { RoleArn: ROLE, Namespace: 'dev', ServiceAccount: 'a' }),
    [
      '{"namespace":"dev","spec":{"serviceAccountName":"a","secretProviderClass":"p"}}',
      '{"kind":"SecretProviderClass","name":"p","namespace":"dev","objects":"- objectName: arn:aws:secretsmanager:eu-central-1:111122223333:secret:s-AbCdEf\\n"}',
    ].map((Manifest) => one('Custom::AWSCDK-EKS-KubernetesResource', { Manifest })),
    ['role/worker secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-central-1:111122223333:secret:s-AbCdEf'],
  ],
])('%s', (_, resource, others, expected) => {
  const all = asked(resource, ...others);

  expect(expected.filter((each) => !all.includes(each))).toEqual([]);
});

test.each([
  'AWS::EC2::FlowLog',
  'AWS::EC2::Instance',
  'AWS::EKS::Addon',
  'AWS::EKS::Cluster',
  'AWS::EKS::Nodegroup',
  'AWS::EKS::PodIdentityAssociation',
  'AWS::EMR::Cluster',
  'AWS::EMRServerless::Application',
  'AWS::Events::Rule',
  'AWS::Glue::Crawler',
  'AWS::Glue::Job',
  'AWS::KinesisFirehose::DeliveryStream',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::MWAA::Environment',
  'AWS::QuickSight::DataSource',
  'AWS::RDS::DBInstance',
  'AWS::Redshift::Cluster',
  'AWS::RedshiftServerless::Namespace',
  'AWS::Scheduler::Schedule',
  'Custom::AWSCDK-EKS-HelmChart',
  'Custom::MacieClassificationJob',
])('%s without properties hands out no role', (type) => {
  expect(services.roleUsesOf([one(type, {})], location)).toEqual([]);
});

test.each<[string, DeployedResource, RegExp]>([
  [
    'a state machine whose definition is not known',
    one('AWS::StepFunctions::StateMachine', { RoleArn: ROLE }),
    /definition of the state machine it is not known/,
  ],
  [
    'an add-on whose pods are not known',
    one('AWS::EKS::Addon', { AddonName: 'x', PodIdentityAssociations: [{ RoleArn: ROLE }] }),
    /what the add-on x does/,
  ],
  [
    'a target that is not known',
    one('AWS::Events::Rule', { Targets: [{ RoleArn: ROLE, Arn: 'arn:aws:chime:::x' }] }),
    /what sends an event to arn:aws:chime/,
  ],
])('%s is refused by name', (_, resource, message) => {
  expect(() => services.roleUsesOf([resource], location)).toThrow(message);
});

test('a schedule with a universal target makes the call that it names', () => {
  const target = { RoleArn: ROLE, Arn: 'arn:aws:scheduler:::aws-sdk:glue:startCrawler', Input: '{"Name":"c"}' };
  const [use] = services.roleUsesOf([one('AWS::Scheduler::Schedule', { Target: target })], location);

  expect(use?.calls).toEqual([{ service: 'glue', operation: 'StartCrawler', input: { Name: 'c' } }]);
});

test('steps on a cluster that a state machine has created are steps on that cluster', () => {
  const step = { Type: 'Task', Resource: 'arn:aws:states:::elasticmapreduce:addStep', Arguments: { ClusterId: '{% $ClusterId %}' } };
  const create = { Type: 'Task', Resource: 'arn:aws:states:::elasticmapreduce:createCluster', Arguments: {} };
  const machine = (States: object) => one('AWS::StepFunctions::StateMachine', { RoleArn: ROLE, DefinitionString: JSON.stringify({ States }) });
  const ids = (States: object) => services.roleUsesOf([machine(States)], location)[0]?.calls?.map(({ input }) => input['ClusterId']);

  expect(ids({ create, step })).toEqual([undefined, 'j-0000000000000']);
  expect(ids({ step })).toEqual(['\u27ea$ClusterId\u27eb']);
});

test('requests have the keys of a service that acts as a role', () => {
  const [use] = services.roleUsesOf([one('AWS::EC2::Instance', { IamInstanceProfile: ROLE })], location);

  expect(use?.requests[0]?.context).toEqual({ 'aws:SecureTransport': 'true', 'aws:ViaAWSService': 'false', 'aws:RequestedRegion': 'eu-central-1' });
});

test('every action of these uses is one that AWS has', async () => {
  const { MANAGED_POLICIES } = await import('../../lib/services/managed-policies');
  const relied = Object.values(MANAGED_POLICIES).flatMap(({ document }) =>
    (document['Statement'] as readonly { readonly Action: readonly string[] }[]).flatMap(({ Action }) => Action),
  );

  expect([...(await unknownActions(relied))]).toEqual([]);
});
