import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { LocalAsset } from './storage/local-asset';

/** Code of a function from a folder with its bundle, uploaded as a zip archive. One object serves any number of functions. */
export class BundledCode extends lambda.Code {
  public readonly isInline = false;
  private asset?: LocalAsset;

  constructor(private readonly folder: string) {
    super();
  }

  public bind(scope: Construct): lambda.CodeConfig {
    this.asset ??= new LocalAsset(scope, 'Code', { path: this.folder });
    return { s3Location: { bucketName: this.asset.bucketName, objectKey: this.asset.objectKey } };
  }
}
