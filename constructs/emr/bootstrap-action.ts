import type * as iam from 'aws-cdk-lib/aws-iam';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';

/** A script that EMR runs on each node before it installs applications. */
export interface EmrBootstrapAction {
  /** Name, which is in the path of its log. */
  readonly name: string;
  /** Path of the script, which is deployed as an asset. */
  readonly script: string;
  /**
   * Arguments of the script.
   *
   * @default - none
   */
  readonly args?: readonly string[];
}

/** A bootstrap action whose script is in S3. */
export interface UploadedAction {
  readonly name: string;
  readonly path: string;
  readonly args: readonly string[];
}

/** Uploads the scripts, and allows the instances to read them. */
export function uploadActions(scope: Construct, actions: readonly EmrBootstrapAction[], instances: iam.IGrantable): UploadedAction[] {
  return actions.map(({ name, script, args = [] }, index) => {
    const asset = new Asset(scope, `Bootstrap${index + 1}`, { path: script });
    // `asset.grantRead` would allow every action that begins with s3:GetObject, on the whole bucket.
    Grant.addToPrincipal({ grantee: instances, actions: ['s3:GetObject'], resourceArns: [asset.bucket.arnForObjects(asset.s3ObjectKey)] });
    return { name, path: asset.s3ObjectUrl, args };
  });
}
