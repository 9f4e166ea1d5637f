import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';
import { checkPrefix } from '../checks/prefix';
import { PropError } from '../errors';
import { grantOnKey, grantOnResource } from '../grants';
import { grantListing, grantObjects } from '../storage/objects';

/** Properties of a `LoadRole`. */
export interface LoadRoleProps {
  /**
   * Description of the role.
   *
   * @default 'Reads what Redshift loads'
   */
  readonly description?: string;
}

/**
 * A role with which Redshift or Redshift Serverless reads folders of buckets, and streams; it cannot write.
 */
export class LoadRole extends iam.Role {
  constructor(scope: Construct, id: string, props: LoadRoleProps = {}) {
    super(scope, id, {
      description: props.description ?? 'Reads what Redshift loads',
      // Without a condition, as the guide of Redshift has it: whether Redshift sends aws:SourceAccount is not documented.
      assumedBy: new iam.CompositePrincipal(
        new iam.ServicePrincipal('redshift.amazonaws.com'),
        new iam.ServicePrincipal('redshift-serverless.amazonaws.com'),
      ),
    });
  }

  /** Allows Redshift to read folders of a bucket, given without slashes around them. */
  public readFolders(bucket: s3.IBucket, folders: readonly string[]): iam.Grant {
    if (folders.length === 0) {
      throw new PropError(this, {
        problem: 'folders is empty',
        allowed: 'at least one folder',
        fix: 'name the folders from which tables are loaded',
      });
    }
    for (const folder of folders) checkPrefix(this, 'folders', folder);
    const reads = folders.map((prefix) =>
      grantObjects(bucket, this, { prefix, actions: ['s3:GetObject'], reason: 'A table is loaded from every object of its folder' }),
    );
    return reads.reduce((all, grant) => all.combine(grant), grantListing(bucket, this, folders));
  }

  /** Allows Redshift to read a stream into a materialized view. */
  public readStream(stream: kinesis.IStream): iam.Grant {
    const actions = [
      'kinesis:DescribeStream',
      'kinesis:DescribeStreamSummary',
      'kinesis:GetRecords',
      'kinesis:GetShardIterator',
      'kinesis:ListShards',
    ];
    // An external schema lists the streams of the account; the action has no resource level.
    acknowledgeWildcard(this, '*', 'An external schema lists the streams of the account, which cannot be limited to one');
    const read = grantOnResource(stream, { grantee: this, actions, resourceArns: [stream.streamArn] }).combine(
      iam.Grant.addToPrincipal({ grantee: this, actions: ['kinesis:ListStreams'], resourceArns: ['*'] }),
    );
    if (!stream.encryptionKey) return read;
    return read.combine(grantOnKey(stream.encryptionKey, this, ['kms:Decrypt']));
  }
}
