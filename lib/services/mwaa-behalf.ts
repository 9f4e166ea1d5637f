import type { DeployedResource } from '../contract/resources';
import { textAt } from './lookups';
import { arnOf } from './requests';
import { asked, bucketOf, listing, onBucket, s3, usesOf, writingLogs } from './role-uses';
import type { BehalfContext, CallInput, RoleUse } from './service';

const EXECUTION_ROLE = 'https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html';
const BUCKET = 'https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-s3-bucket.html';

/** Log groups by the part of the configuration that enables them. */
const LOGS: Readonly<Record<string, string>> = {
  DagProcessingLogs: 'DAGProcessing',
  SchedulerLogs: 'Scheduler',
  TaskLogs: 'Task',
  WebserverLogs: 'WebServer',
  WorkerLogs: 'Worker',
};

const QUEUE = ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage', 'SendMessage'];

/** What Amazon MWAA does as the execution role; what DAGs call is their own. */
export function environmentUses({ physicalId: name, properties = {} }: DeployedResource, context: BehalfContext): readonly RoleUse[] {
  const { region } = context.location;
  const bucket = bucketOf(properties['SourceBucketArn']);
  const dags = textAt(properties, 'DagS3Path') ?? 'dags';
  const files = ['PluginsS3Path', 'RequirementsS3Path', 'StartupScriptS3Path'].flatMap((path) => textAt(properties, path) ?? []);
  const version = (path: string) => textAt(properties, path.replace(/Path$/, 'ObjectVersion'));
  const groups = Object.entries(LOGS).flatMap(([part, log]) => (isEnabled(properties, part) ? [`airflow-${name}-${log}`] : []));
  const key = textAt(properties, 'KmsKey');
  return usesOf(
    properties['ExecutionRoleArn'],
    context,
    {
      description: 'reads DAGs, plugins and requirements',
      source: BUCKET,
      requests:
        bucket === undefined
          ? []
          : [
              ...listing({ bucket, key: dags }, context),
              ...s3('GetObject', { bucket, key: `${dags}/dag.py` }, context),
              ...files.flatMap((path) => s3('GetObject', { bucket, key: path }, context)),
              ...['PluginsS3Path', 'RequirementsS3Path', 'StartupScriptS3Path'].flatMap((path) => {
                const [file, id] = [textAt(properties, path), version(path)];
                return file === undefined || id === undefined ? [] : s3('GetObject', { bucket, key: file }, context, { VersionId: id });
              }),
            ],
    },
    {
      description: 'looks whether the bucket is versioned and not public',
      source: EXECUTION_ROLE,
      requests:
        bucket === undefined
          ? []
          : [
              ...['GetBucketPublicAccessBlock', 'GetBucketVersioning'].map((action) => onBucket(action, { bucket }, context)),
              ...asked(['s3:GetAccountPublicAccessBlock']),
            ],
    },
    {
      // The guide allows all actions of these names and does not say which are used.
      description: 'looks at what else the bucket is set to',
      source: EXECUTION_ROLE,
      requests:
        bucket === undefined
          ? []
          : ['GetBucketAcl', 'GetBucketPolicyStatus', 'ListBucketVersions'].map((action) => onBucket(action, { bucket }, context)),
      isConditional: true,
    },
    {
      description: 'publishes metrics',
      source: EXECUTION_ROLE,
      requests: [
        ...asked(['airflow:PublishMetrics'], arnOf(context, 'airflow', `environment/${name}`)),
        ...asked(['cloudwatch:PutMetricData'], '*', { 'cloudwatch:namespace': 'AmazonMWAA' }),
      ],
    },
    {
      description: 'writes and shows the logs of Airflow',
      source: EXECUTION_ROLE,
      requests: [
        ...groups.flatMap((group) => [
          ...writingLogs(group, context, { creates: true }),
          ...asked(['logs:GetLogEvents'], arnOf(context, 'logs', `log-group:${group}:log-stream:stream`)),
        ]),
        ...asked(['logs:DescribeLogGroups']),
      ],
    },
    {
      description: 'hands tasks to workers through its own queue',
      source: EXECUTION_ROLE,
      requests: asked(
        QUEUE.map((action) => `sqs:${action}`),
        // The queue is in an account of the service, whose policy is its own: the role's part alone is asked.
        arnOf(context, 'sqs', 'airflow-celery-00000000-0000-0000-0000-000000000000'),
      ),
    },
    {
      description: 'encrypts and decrypts with the key of the environment',
      source: EXECUTION_ROLE,
      requests:
        key === undefined
          ? []
          : asked(
              ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey'].map((action) => `kms:${action}`),
              key,
              { 'kms:ViaService': `sqs.${region}.amazonaws.com` },
            ),
    },
  );
}

function isEnabled(properties: CallInput, part: string): boolean {
  const { [part]: log } = (properties['LoggingConfiguration'] ?? {}) as Readonly<Record<string, CallInput | undefined>>;
  return String(log?.['Enabled'] ?? false) === 'true';
}
