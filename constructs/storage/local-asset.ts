import { resolve } from 'node:path';
import { AssetStaging, Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { grantOnShared } from '../grants';

/** Properties of a `LocalAsset`. */
export interface LocalAssetProps {
  /** A file, which is uploaded as it is, or a folder, which is uploaded as one zip archive. */
  readonly path: string;
}

/**
 * A file or folder of this machine that is uploaded to the bootstrap bucket before the stack is deployed.
 *
 * `Asset` of aws-s3-assets makes a bucket construct of the bootstrap bucket, and with it loads the facts of every region (over a megabyte of
 * code, a tenth of a synthesis); its `grantRead` allows every read of every asset. Here it is one action on one object.
 */
export class LocalAsset extends Construct {
  /** Name of the bootstrap bucket. */
  public readonly bucketName: string;
  /** Key of the object, made from a hash of its content. */
  public readonly objectKey: string;

  /** @throws Error when nothing is at `path` */
  constructor(scope: Construct, id: string, props: LocalAssetProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const staging = new AssetStaging(this, 'Stage', { sourcePath: resolve(props.path) });
    const location = stack.synthesizer.addFileAsset({
      packaging: staging.packaging,
      sourceHash: staging.assetHash,
      fileName: staging.relativeStagedPath(stack),
      displayName: this.node.path,
    });
    this.bucketName = location.bucketName;
    this.objectKey = location.objectKey;
  }

  /** Address of the object, `s3://bucket/key`. */
  public get s3Url(): string {
    return `s3://${this.bucketName}/${this.objectKey}`;
  }

  /** Allows the grantee to read this object and no other. */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    const objectArn = Stack.of(this).formatArn({ service: 's3', account: '', region: '', resource: this.bucketName, resourceName: this.objectKey });
    return grantOnShared(this, { grantee, actions: ['s3:GetObject'], resourceArns: [objectArn] });
  }
}
