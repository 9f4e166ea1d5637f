import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';
import { grantOnKey, grantOnResource } from '../grants';
import type { RecordTransformation } from './record-transformation';

/** What every delivery of Firehose needs. */
export interface DeliveryProps {
  /** Name of the delivery stream; the log group is named after it. */
  readonly deliveryStreamName: string;
  /** Bucket into which buffers are written. */
  readonly bucket: s3.IBucket;
  /** Folders of the bucket that are written. */
  readonly folders: readonly string[];
  /** What each record goes through on its way. @default - nothing */
  readonly transformation?: RecordTransformation;
  /** Streams of the log group. */
  readonly logStreams: readonly string[];
  /** How long the log is kept. @default RetentionDays.ONE_MONTH */
  readonly logRetention?: logs.RetentionDays;
  /** What becomes of the log. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
}

/** What Firehose does in the bucket that it buffers in; exactly the actions that its guide names. */
const BUCKET_ACTIONS = ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'];
const OBJECT_ACTIONS = ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'];

/** Role and log of a delivery stream. The role is for this account alone, and holds what the stream needs and nothing else. */
export class Delivery extends Construct implements iam.IGrantable {
  public readonly role: iam.Role;
  public readonly logGroup: logs.LogGroup;
  /** The grants as one: a stream that is made before them fails. */
  public readonly grants: iam.Grant;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DeliveryProps,
  ) {
    super(scope, id);
    const { bucket, folders, deliveryStreamName } = props;
    this.logGroup = new logs.LogGroup(this, 'Log', {
      logGroupName: `/aws/kinesisfirehose/${deliveryStreamName}`,
      retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
    const account = Stack.of(this).account;
    this.role = new iam.Role(this, 'Role', {
      description: `Delivers ${deliveryStreamName}`,
      assumedBy: new iam.ServicePrincipal('firehose.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': account } } }),
    });
    let grants = grantOnResource(bucket, { grantee: this, actions: BUCKET_ACTIONS, resourceArns: [bucket.bucketArn] });
    for (const folder of folders) {
      const objects = bucket.arnForObjects(`${folder}/*`);
      acknowledgeWildcard(this, objects, 'Firehose names the objects of a folder itself');
      grants = grants.combine(grantOnResource(bucket, { grantee: this, actions: OBJECT_ACTIONS, resourceArns: [objects] }));
    }
    const streams = props.logStreams.map((logStreamName) => {
      const stream = new logs.LogStream(this, logStreamName, { logGroup: this.logGroup, logStreamName, removalPolicy: RemovalPolicy.DESTROY });
      return Stack.of(this).formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: `${this.logGroup.logGroupName}:log-stream:${stream.logStreamName}`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });
    });
    grants = grants.combine(this.allow(['logs:PutLogEvents'], streams));
    if (bucket.encryptionKey) grants = grants.combine(grantOnKey(bucket.encryptionKey, this, ['kms:Decrypt', 'kms:GenerateDataKey']));
    if (props.transformation) grants = grants.combine(props.transformation.grantTransform(this));
    this.grants = grants;
  }

  public get grantPrincipal(): iam.IPrincipal {
    return this.role;
  }

  public allow(actions: string[], resourceArns: string[]): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee: this, actions, resourceArns });
  }

  /** Where one of the deliveries of the stream writes what fails. */
  public logging(logStreamName: string): firehose.CfnDeliveryStream.CloudWatchLoggingOptionsProperty {
    return { enabled: true, logGroupName: this.logGroup.logGroupName, logStreamName };
  }

  /** What each record goes through. */
  public get processing(): firehose.CfnDeliveryStream.ProcessingConfigurationProperty | undefined {
    return this.props.transformation?.processing;
  }
}
