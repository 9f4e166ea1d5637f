import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';
import { grantOnKey, grantOnResource } from '../grants';
import type { IRecordTransformation } from './record-transformation';

/** Properties of a `Delivery`. */
export interface DeliveryProps {
  /** Name of the delivery stream; the log group is named after it. */
  readonly deliveryStreamName: string;
  /** Destination or staging bucket. */
  readonly bucket: s3.IBucket;
  /** Object key prefixes that Firehose writes to. */
  readonly folders: readonly string[];
  /** Lambda transformation of the records. @default - none */
  readonly transformation?: IRecordTransformation;
  /** Log streams of the log group. */
  readonly logStreams: readonly string[];
  /** Retention of the log group. @default RetentionDays.ONE_MONTH */
  readonly logRetention?: logs.RetentionDays;
  /** Removal policy of the log group. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
}

/** S3 permissions that the Firehose developer guide lists for the bucket. */
const BUCKET_ACTIONS = ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'];
const OBJECT_ACTIONS = ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'];

/** IAM role and log group of a delivery stream. */
export class Delivery extends Construct implements iam.IGrantable {
  public readonly role: iam.Role;
  public readonly logGroup: logs.LogGroup;
  /** All grants combined: the delivery stream must depend on them, or its creation fails. */
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
    this.role = new iam.Role(this, 'Role', {
      description: `Delivers ${deliveryStreamName}`,
      // Without a condition, as the guide of Firehose has it: whether Firehose sends aws:SourceAccount is not documented.
      assumedBy: new iam.ServicePrincipal('firehose.amazonaws.com'),
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

  /** CloudWatch logging options of one destination. */
  public logging(logStreamName: string): firehose.CfnDeliveryStream.CloudWatchLoggingOptionsProperty {
    return { enabled: true, logGroupName: this.logGroup.logGroupName, logStreamName };
  }

  /** Processing configuration with the Lambda transformation, if any. */
  public get processing(): firehose.CfnDeliveryStream.ProcessingConfigurationProperty | undefined {
    return this.props.transformation?.processing;
  }
}
