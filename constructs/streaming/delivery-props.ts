import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Buffering } from './buffering';
import type { IRecordTransformation } from './record-transformation';

/** Properties of every delivery stream, for any destination. */
export interface DeliveryStreamProps extends Buffering {
  /** Bucket that gets one GZIP object per buffer. */
  readonly bucket: s3.IBucket;

  /**
   * Name of the delivery stream, up to 64 characters.
   *
   * @default - derived from the construct's path
   */
  readonly deliveryStreamName?: string;

  /**
   * Object key prefix of delivered data, without leading or trailing slash. Firehose adds `YYYY/MM/DD/HH/`.
   *
   * @default 'delivered'
   */
  readonly prefix?: string;

  /**
   * Object key prefix of records that could not be delivered, without leading or trailing slash.
   *
   * @default 'errors'
   */
  readonly errorPrefix?: string;

  /**
   * Lambda transformation of the records.
   *
   * @default - none
   */
  readonly transformation?: IRecordTransformation;

  /**
   * Retention of the log group.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Removal policy of the log group and of a generated secret.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
