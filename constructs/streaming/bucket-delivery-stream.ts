import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import type { Construct } from 'constructs';
import { bufferingHints } from './buffering';
import type { DeliveryStreamProps } from './delivery-props';
import { DeliveryStreamBase } from './delivery-stream';

/** Properties of a `BucketDeliveryStream`. */
export interface BucketDeliveryStreamProps extends DeliveryStreamProps {}

/**
 * A Firehose delivery stream to an S3 bucket: GZIP objects, server-side encryption, a least-privilege role.
 *
 * Costs nothing while idle; ingested data is billed by volume, each record rounded up to 5 KB.
 */
export class BucketDeliveryStream extends DeliveryStreamBase {
  constructor(scope: Construct, id: string, props: BucketDeliveryStreamProps) {
    super(scope, id, props, ['S3Delivery']);
    const resource = new firehose.CfnDeliveryStream(this, 'Resource', {
      deliveryStreamName: this.deliveryStreamName,
      deliveryStreamType: 'DirectPut',
      deliveryStreamEncryptionConfigurationInput: { keyType: 'AWS_OWNED_CMK' },
      extendedS3DestinationConfiguration: {
        bucketArn: props.bucket.bucketArn,
        roleArn: this.role.roleArn,
        ...this.folders(),
        bufferingHints: bufferingHints(this, props),
        cloudWatchLoggingOptions: this.delivery.logging('S3Delivery'),
        processingConfiguration: this.delivery.processing,
      },
    });
    this.delivery.grants.applyBefore(resource);
    resource.node.addDependency(this.delivery);
  }
}
