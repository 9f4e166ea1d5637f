import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { checkPrefix } from '../checks/prefix';
import { PropError } from '../errors';

/** Properties of a `PrivateBucket`. */
export interface PrivateBucketProps {
  /**
   * Name of the bucket, unique in the world.
   *
   * @default - chosen by CloudFormation
   */
  readonly bucketName?: string;

  /**
   * Key that encrypts the objects; a customer key costs about a dollar a month.
   *
   * @default - the key of S3, free of charge
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Folders, without slashes around them, whose objects are deleted after `temporaryFor`.
   *
   * @default - none
   */
  readonly temporaryPrefixes?: string[];

  /**
   * Age in whole days at which objects below `temporaryPrefixes` are deleted.
   *
   * @default Duration.days(7)
   */
  readonly temporaryFor?: Duration;

  /**
   * Enable versioning. Noncurrent versions expire after 30 days.
   *
   * @default false
   */
  readonly versioned?: boolean;

  /**
   * Bucket of this app that receives a line for each access. An imported bucket must allow the delivery itself.
   *
   * @default - accesses are not logged
   */
  readonly accessLogsBucket?: s3.IBucket;

  /**
   * Folder of `accessLogsBucket` that receives the lines, without slashes around it.
   *
   * @default - `access/` and the construct's id
   */
  readonly accessLogsPrefix?: string;

  /**
   * Removal policy of the bucket. DESTROY deletes it only when it is empty.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A private bucket: encrypted, no public access, TLS only, no ACLs.
 *
 * Uploads that were never finished are deleted after seven days. Costs nothing while it is empty.
 */
export class PrivateBucket extends s3.Bucket {
  constructor(scope: Construct, id: string, props: PrivateBucketProps = {}) {
    const temporaryFor = props.temporaryFor ?? Duration.days(7);
    super(scope, id, {
      bucketName: props.bucketName,
      encryption: props.encryptionKey ? s3.BucketEncryption.KMS : s3.BucketEncryption.S3_MANAGED,
      encryptionKey: props.encryptionKey,
      bucketKeyEnabled: props.encryptionKey ? true : undefined,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      versioned: props.versioned ?? false,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
      lifecycleRules: [
        { id: 'unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
        ...(props.versioned ? [{ id: 'old-versions', noncurrentVersionExpiration: Duration.days(30) }] : []),
        ...(props.temporaryPrefixes ?? []).map((prefix) => ({ id: `temporary-${prefix}`, prefix: `${prefix}/`, expiration: temporaryFor })),
      ],
    });
    this.validate(props);

    if (props.accessLogsBucket) this.logAccessTo(props.accessLogsBucket, props.accessLogsPrefix ?? `access/${id}`);
    else Validations.of(this).acknowledge({ id: 'AwsSolutions-S1', reason: 'Access logs are off until accessLogsBucket names a bucket for them' });
  }

  /** The L2 would allow the delivery by ACL, which this kind of bucket refuses, unless the app sets a feature flag. */
  private logAccessTo(bucket: s3.IBucket, prefix: string): void {
    const resource = this.node.defaultChild as s3.CfnBucket;
    resource.loggingConfiguration = { destinationBucketName: bucket.bucketName, logFilePrefix: `${prefix}/` };
    bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('logging.s3.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects(`${prefix}/*`)],
        conditions: { StringEquals: { 'aws:SourceAccount': this.stack.account } },
      }),
    );
  }

  private validate({ temporaryPrefixes, temporaryFor, accessLogsBucket, accessLogsPrefix }: PrivateBucketProps): void {
    for (const prefix of temporaryPrefixes ?? []) checkPrefix(this, 'temporaryPrefixes', prefix);
    checkPrefix(this, 'accessLogsPrefix', accessLogsPrefix);
    if (temporaryFor && !temporaryPrefixes?.length) {
      throw new PropError(this, {
        problem: 'temporaryFor has no effect without temporaryPrefixes',
        got: temporaryFor.toHumanString(),
        fix: 'give temporaryPrefixes too, or leave both out',
      });
    }
    if (accessLogsPrefix !== undefined && !accessLogsBucket) {
      throw new PropError(this, {
        problem: 'accessLogsPrefix has no effect without accessLogsBucket',
        got: `'${accessLogsPrefix}'`,
        fix: 'give accessLogsBucket too, or leave both out',
      });
    }
  }
}
