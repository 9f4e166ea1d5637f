import * as glue from 'aws-cdk-lib/aws-glue';
import type { LocalAsset } from '../storage/local-asset';

/** Code of a job that is already an asset; the L2's own would allow the role every action of `grantRead` on the assets' bucket. */
export class ScriptAsset extends glue.Code {
  constructor(private readonly script: LocalAsset) {
    super();
  }

  public bind(): glue.CodeConfig {
    return { s3Location: { bucketName: this.script.bucketName, objectKey: this.script.objectKey } };
  }
}
