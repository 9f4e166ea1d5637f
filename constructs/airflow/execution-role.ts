import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';
import { grantOnKey, grantOnResource } from '../grants';
import { servicePrincipalOfAccount } from '../service-principal';

/** Properties of an execution role. */
export interface ExecutionRoleOptions {
  /** Name of the environment, known before its creation, because the role is created first. */
  readonly environmentName: string;
  readonly bucket: s3.IBucket;
  readonly encryptionKey?: kms.IKey;
}

/**
 * What the guide asks for as `s3:GetObject*` and the objects' part of `s3:List*`, without retention, legal hold, replication and torrents.
 *
 * @unproven A37 which of them the service calls is not documented, and a refusal shows after half an hour (MWAA guide, "Amazon MWAA execution role")
 */
const READ_OBJECTS = [
  's3:GetObject',
  's3:GetObjectAcl',
  's3:GetObjectAttributes',
  's3:GetObjectTagging',
  's3:GetObjectVersion',
  's3:GetObjectVersionAcl',
  's3:GetObjectVersionAttributes',
  's3:GetObjectVersionTagging',
  's3:ListMultipartUploadParts',
];

/** What the guide asks for as `s3:GetBucket*`, and the bucket's part of `s3:List*`: all of it, since each only tells how this one bucket is set up. */
const READ_BUCKET = [
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
];

/** The execution role, with the permissions that Amazon MWAA needs. Permissions of DAGs are granted to the environment. */
export class ExecutionRole extends iam.Role {
  constructor(scope: Construct, id: string, options: ExecutionRoleOptions) {
    super(scope, id, {
      description: `Schedulers and workers of the Airflow environment ${options.environmentName}`,
      assumedBy: new iam.CompositePrincipal(
        servicePrincipalOfAccount(scope, 'airflow.amazonaws.com'),
        servicePrincipalOfAccount(scope, 'airflow-env.amazonaws.com'),
      ),
    });
    this.allowService(options);
    this.allowBucket(options.bucket);
    this.allowLogs(options.environmentName);
    this.allowQueue();
    this.allowKeys(options.encryptionKey);
  }

  private allowService({ environmentName }: ExecutionRoleOptions): void {
    const environment = Stack.of(this).formatArn({ service: 'airflow', resource: 'environment', resourceName: environmentName });
    this.allow(['airflow:PublishMetrics'], environment);
    acknowledgeWildcard(this, '*', 'PutMetricData, DescribeLogGroups and GetAccountPublicAccessBlock are permissions that know no resources');
    this.allow(['cloudwatch:PutMetricData', 'logs:DescribeLogGroups', 's3:GetAccountPublicAccessBlock'], '*');
  }

  private allowBucket(bucket: s3.IBucket): void {
    const objects = bucket.arnForObjects('*');
    acknowledgeWildcard(this, objects, 'The bucket holds what this environment runs and nothing else; names of DAGs are not known beforehand');
    grantOnResource(bucket, { grantee: this, actions: [...READ_OBJECTS], resourceArns: [objects] });
    grantOnResource(bucket, { grantee: this, actions: [...READ_BUCKET], resourceArns: [bucket.bucketArn] });
    if (bucket.encryptionKey) grantOnKey(bucket.encryptionKey, this, ['kms:Decrypt', 'kms:DescribeKey']);
  }

  private allowLogs(environmentName: string): void {
    const groups = Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName: `airflow-${environmentName}-*`,
    });
    acknowledgeWildcard(this, groups, 'Airflow names the streams of its five log groups after DAGs and tasks');
    const writing = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
    this.allow([...writing, 'logs:GetLogEvents', 'logs:GetLogGroupFields', 'logs:GetLogRecord', 'logs:GetQueryResults'], groups);
  }

  private allowQueue(): void {
    // The queue is in a service account, and gets its name during the creation of the environment.
    const queues = Stack.of(this).formatArn({ service: 'sqs', account: '*', resource: 'airflow-celery-*', arnFormat: ArnFormat.NO_RESOURCE_NAME });
    acknowledgeWildcard(this, queues, 'The queue is in an account of the service, and gets its name when the environment is made');
    this.allow(
      ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:ReceiveMessage', 'sqs:SendMessage'],
      queues,
    );
  }

  private allowKeys(key: kms.IKey | undefined): void {
    const stack = Stack.of(this);
    const actions = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'];
    const via = (...services: string[]) => ({
      StringEquals: { 'kms:ViaService': services.map((service) => `${service}.${stack.region}.amazonaws.com`) },
    });
    if (key) {
      this.addToPolicy(new iam.PolicyStatement({ actions, resources: [key.keyArn], conditions: via('sqs', 's3') }));
      return;
    }
    // The key of the queue is in an account of the service: every key but those of this account, and only by way of SQS.
    const ownKeys = stack.formatArn({ service: 'kms', region: '*', resource: 'key', resourceName: '*' });
    this.addToPolicy(new iam.PolicyStatement({ actions, notResources: [ownKeys], conditions: via('sqs') }));
  }

  private allow(actions: string[], resource: string): void {
    this.addToPolicy(new iam.PolicyStatement({ actions, resources: [resource] }));
  }
}
