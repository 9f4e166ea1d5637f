import * as glue from 'aws-cdk-lib/aws-glue';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';

/** Code of a job that is already an asset; the L2's own would allow the role every action of `grantRead` on the assets' bucket. */
export class ScriptAsset extends glue.Code {
  constructor(private readonly script: Asset) {
    super();
  }

  public bind(): glue.CodeConfig {
    return { s3Location: { bucketName: this.script.s3BucketName, objectKey: this.script.s3ObjectKey } };
  }
}
