import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';
import { grantOnKey, grantOnResource } from '../grants';
import { type HandlerFunctionOptions, handlerFunction } from '../handler-function';
import { grantListBucket } from '../storage/objects';

/** Properties of a `Quarantine`. */
export interface QuarantineProps extends HandlerFunctionOptions {
  /** Folder with the bundled handler: `index.js`, which exports `handler`. Its environment has `SOURCE_BUCKET` and `ISOLATION_BUCKET`. */
  readonly code: string;

  /** Bucket that objects are moved from. */
  readonly source: s3.IBucket;

  /** Bucket that objects are moved to. */
  readonly isolation: s3.IBucket;
}

/** Retries of EventBridge and Lambda before an event goes to the dead-letter queue. */
const RETRIES = 2;

/**
 * A Lambda function that moves objects with findings to an isolation bucket.
 *
 * Its role may read and delete in the source bucket and write to the isolation bucket, not the reverse. Events that fail three times stay for 14 days in
 * a dead-letter queue with an alarm. Costs next to nothing while idle.
 */
export class Quarantine extends Construct implements iam.IGrantable {
  /** The Lambda function. */
  public readonly function: lambda.Function;
  /** Dead-letter queue of events that could not be handled. */
  public readonly failed: sqs.Queue;
  /** Alarm on messages in the dead-letter queue. */
  public readonly alarm: cloudwatch.Alarm;
  /** Execution role of the function. */
  public readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: QuarantineProps) {
    super(scope, id);
    const { code, source, isolation, functionName, description, logRetention, removalPolicy } = props;
    this.failed = new sqs.Queue(this, 'Failed', {
      retentionPeriod: Duration.days(14),
      enforceSSL: true,
      removalPolicy: removalPolicy ?? RemovalPolicy.RETAIN,
    });
    const handler = handlerFunction(this, 'Resource', {
      code,
      functionName,
      description: description ?? 'Moves objects with sensitive data out of the lake',
      logRetention,
      removalPolicy,
      timeout: Duration.minutes(5),
      environment: { SOURCE_BUCKET: source.bucketName, ISOLATION_BUCKET: isolation.bucketName },
      retryAttempts: RETRIES,
      deadLetterQueue: this.failed,
    });
    this.function = handler.function;
    this.role = handler.role;
    this.grantObjects(source, ['s3:DeleteObject', 's3:GetObject', 's3:GetObjectTagging']);
    // A finding that is delivered again is about an object that is gone.
    grantListBucket(source, this);
    this.grantObjects(isolation, ['s3:AbortMultipartUpload', 's3:PutObject', 's3:PutObjectTagging']);
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

  /** Makes the function a target of a rule. */
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
    grantOnResource(bucket, { grantee: this, actions, resourceArns: [objects] });
    if (!bucket.encryptionKey) return;
    grantOnKey(bucket.encryptionKey, this, actions.includes('s3:PutObject') ? ['kms:Decrypt', 'kms:GenerateDataKey'] : ['kms:Decrypt']);
  }
}
