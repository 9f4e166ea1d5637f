import type { IResource } from 'aws-cdk-lib';
import type * as glue from 'aws-cdk-lib/aws-glue';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';

/** A table of the catalog, with the folder that holds its files. */
export interface ICatalogTable extends IResource {
  /** Database of the table. */
  readonly database: glue.IDatabase;
  /** Name of the table. */
  readonly tableName: string;
  /** ARN of the table. */
  readonly tableArn: string;
  /** Bucket that holds the files. */
  readonly bucket: s3.IBucket;
  /** Folder of the bucket that holds the files, without slashes around it. */
  readonly prefix: string;
  /** Allows the grantee to query the table. The workgroup grants running queries. */
  grantRead(grantee: iam.IGrantable): iam.Grant;
  /** Allows the grantee to add rows: files, partitions and table properties. */
  grantWrite(grantee: iam.IGrantable): iam.Grant;
  /** Allows the grantee to empty, delete and create the table again, beyond `grantWrite`. */
  grantReplace(grantee: iam.IGrantable): iam.Grant;
  /** Allows the grantee to write and delete the files of the table, as Spark does, without any catalog action. */
  grantWriteFiles(grantee: iam.IGrantable): iam.Grant;
}
