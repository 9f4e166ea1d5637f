import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Buffering } from './buffering';
import type { RecordTransformation } from './record-transformation';

/** What delivery streams have in common, whatever they deliver to. */
export interface DeliveryStreamProps extends Buffering {
  /** Bucket that receives the buffers, as GZIP, one object each. */
  readonly bucket: s3.IBucket;

  /**
   * Name of the stream, up to 64 characters.
   *
   * @default - made of the construct's path
   */
  readonly deliveryStreamName?: string;

  /**
   * Folder of the bucket for the buffers, without slashes around it. Firehose makes a folder for each hour below it.
   *
   * @default 'delivered'
   */
  readonly prefix?: string;

  /**
   * Folder of the bucket for records that could not be delivered, without slashes around it.
   *
   * @default 'errors'
   */
  readonly errorPrefix?: string;

  /**
   * What each record goes through before it is buffered.
   *
   * @default - nothing
   */
  readonly transformation?: RecordTransformation;

  /**
   * How long the log is kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What becomes of the log, and of a generated secret, when they leave the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
