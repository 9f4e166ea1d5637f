import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';
import { BundledCode } from '../bundled-code';
import { LAMBDA_RUNTIME } from '../versions';

/** Properties of a `Quarantine`. */
export interface QuarantineProps {
  /** Folder with the bundled handler: `index.js`, which exports `handler`. It finds `SOURCE_BUCKET` and `ISOLATION_BUCKET` in its environment. */
  readonly code: string;

  /** Bucket from which objects are taken. */
  readonly source: s3.IBucket;

  /** Bucket into which they are put. */
  readonly isolation: s3.IBucket;

  /**
   * Name of the function.
   *
   * @default - chosen by CloudFormation
   */
  readonly functionName?: string;

  /**
   * How long the log is kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What becomes of log and queue when they leave the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Times that EventBridge and Lambda try again before an event goes to the queue of those that failed. */
const RETRIES = 2;

/**
 * Moves an object that a finding is about into another bucket.
 *
 * The function may read and delete in the one and write into the other, and not the reverse. Events that fail three times are kept for 14 days in a
 * queue that sounds an alarm. Costs next to nothing at rest.
 */
export class Quarantine extends Construct implements iam.IGrantable {
  /** The function itself. */
  public readonly function: lambda.Function;
  /** Events that could not be handled. */
  public readonly failed: sqs.Queue;
  /** Sounds when an event could not be handled. */
  public readonly alarm: cloudwatch.Alarm;
  /** Role of the function. */
  public readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: QuarantineProps) {
    super(scope, id);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    this.failed = new sqs.Queue(this, 'Failed', { retentionPeriod: Duration.days(14), enforceSSL: true, removalPolicy });
    const logGroup = new logs.LogGroup(this, 'Logs', {
      logGroupName: props.functionName === undefined ? undefined : `/aws/lambda/${props.functionName}`,
      retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      removalPolicy,
    });
    this.role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    this.function = new lambda.Function(this, 'Resource', {
      functionName: props.functionName,
      description: 'Moves objects with sensitive data out of the lake',
      runtime: new lambda.Runtime(LAMBDA_RUNTIME, lambda.RuntimeFamily.NODEJS),
      architecture: lambda.Architecture.ARM_64,
      memorySize: 256,
      handler: 'index.handler',
      code: new BundledCode(props.code),
      role: this.role,
      logGroup,
      timeout: Duration.minutes(5),
      environment: { SOURCE_BUCKET: props.source.bucketName, ISOLATION_BUCKET: props.isolation.bucketName },
      retryAttempts: RETRIES,
      deadLetterQueue: this.failed,
    });
    iam.Grant.addToPrincipal({ grantee: this, actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resourceArns: [logGroup.logGroupArn] });
    this.grantObjects(props.source, ['s3:DeleteObject', 's3:GetObject', 's3:GetObjectTagging', 's3:GetObjectVersion', 's3:GetObjectVersionTagging']);
    this.grantObjects(props.isolation, ['s3:AbortMultipartUpload', 's3:PutObject', 's3:PutObjectTagging']);
    this.alarm = this.failed
      .metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5), statistic: 'Maximum' })
      .createAlarm(this, 'Alarm', {
        alarmDescription: 'A finding could not be handled: its object is still where it was',
        threshold: 1,
        evaluationPeriods: 1,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      });
  }

  public get grantPrincipal(): iam.IPrincipal {
    return this.role;
  }

  /** Hands the findings of a rule to the function. */
  public handle(rule: events.Rule): void {
    const permission = new lambda.CfnPermission(this, `From${rule.node.scope?.node.id ?? rule.node.id}`, {
      action: 'lambda:InvokeFunction',
      functionName: this.function.functionArn,
      principal: 'events.amazonaws.com',
      sourceArn: rule.ruleArn,
    });
    rule.addTarget({
      bind: () => ({
        arn: this.function.functionArn,
        deadLetterConfig: { arn: this.failed.queueArn },
        retryPolicy: { maximumRetryAttempts: RETRIES },
      }),
    });
    this.failed.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.failed.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
      }),
    );
    permission.node.addDependency(this.function);
  }

  private grantObjects(bucket: s3.IBucket, actions: string[]): void {
    const objects = bucket.arnForObjects('*');
    acknowledgeWildcard(this, objects, 'Sensitive data may be in any object of the bucket');
    iam.Grant.addToPrincipal({ grantee: this, actions, resourceArns: [objects] });
    if (!bucket.encryptionKey) return;
    const writes = actions.includes('s3:PutObject');
    const resourceArns = [bucket.encryptionKey.keyArn];
    iam.Grant.addToPrincipal({ grantee: this, actions: writes ? ['kms:Decrypt', 'kms:GenerateDataKey'] : ['kms:Decrypt'], resourceArns });
  }
}
