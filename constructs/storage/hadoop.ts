import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { acknowledgeWildcard } from '../acknowledge';
import { grantOnResource } from '../grants';
import { grantPatterns } from './objects';

/** A grantee whose programs reach S3 through Hadoop's S3A: Spark, Hive and Trino on Glue and EMR. */
export interface IHadoopClient extends iam.IGrantable {
  /** Grants on folders are those of `grantHadoopFolders`. */
  readonly isHadoopClient: true;
}

/** What a Hadoop client may do with the files of folders. */
export interface HadoopGrant {
  /** Folders without slashes around them. */
  readonly prefixes: readonly string[];
  /** Exact actions on objects, without wildcards. */
  readonly actions: string[];
  /** Why objects are named by prefix; becomes the acknowledgement for cdk-nag. */
  readonly reason: string;
}

/**
 * Allows exactly the named actions on folders, in the way in which Hadoop's S3A asks for them.
 *
 * S3A looks at a folder as an object of that name (`x`), as its marker (`x/`) and by what is below it. An absent object must answer 404: a request
 * for an object carries no prefix, so that the condition on the listing holds for requests without a prefix too. The grantee can therefore list the
 * names of all objects of the bucket.
 *
 * @see https://hadoop.apache.org/docs/r3.3.4/hadoop-aws/tools/hadoop-aws/assumed_roles.html
 */
export function grantHadoopFolders(bucket: s3.IBucket, grantee: iam.IGrantable, { prefixes, actions, reason }: HadoopGrant): iam.Grant {
  const patterns = prefixes.flatMap((prefix) => [prefix, `${prefix}/*`]);
  for (const prefix of prefixes) acknowledgeWildcard(grantee, bucket.arnForObjects(`${prefix}/*`), reason);
  const writes = actions.includes('s3:PutObject');
  return grantPatterns(bucket, grantee, {
    patterns,
    actions,
    onBucket: ['s3:GetBucketLocation', ...(writes ? ['s3:ListBucketMultipartUploads'] : [])],
  }).combine(
    grantOnResource(bucket, {
      grantee,
      actions: ['s3:ListBucket'],
      resourceArns: [bucket.bucketArn],
      conditions: { StringLikeIfExists: { 's3:prefix': patterns } },
    }),
  );
}

/** Whether grants on folders have to be those of Hadoop. */
export function isHadoopClient(grantee: iam.IGrantable): grantee is IHadoopClient {
  return 'isHadoopClient' in grantee && grantee.isHadoopClient === true;
}
