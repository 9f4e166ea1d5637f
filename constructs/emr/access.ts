import { Stack } from 'aws-cdk-lib';
import type * as glue from 'aws-cdk-lib/aws-glue';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { acknowledgeWildcard } from '../acknowledge';
import { grantOnKey, grantOnResource, grantOnShared } from '../grants';
import { grantBrowse } from '../lake/access';

/** Allows the grantee to read every object of a bucket, and to list them. */
export function grantReadBucket(bucket: s3.IBucket, grantee: iam.IGrantable): iam.Grant {
  return grantBucket(bucket, grantee, ['s3:GetObject'], ['s3:GetBucketLocation', 's3:ListBucket'], ['kms:Decrypt']);
}

/** Allows the grantee to read, write and delete every object of a bucket, as Spark does when it replaces a folder, and to list them. */
export function grantWriteBucket(bucket: s3.IBucket, grantee: iam.IGrantable): iam.Grant {
  return grantBucket(
    bucket,
    grantee,
    ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
    ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
    ['kms:Decrypt', 'kms:GenerateDataKey'],
  );
}

/**
 * Allows the grantee to use the Glue Data Catalog as the metastore of Spark, Hive or Trino: to read every table of the database, and what a session
 * requires at its start.
 */
export function grantMetastore(database: glue.IDatabase, grantee: iam.IGrantable): iam.Grant {
  const { catalog } = database;
  const arn = (resource: string, resourceName: string) => Stack.of(database).formatArn({ service: 'glue', resource, resourceName });
  const functions = arn('userDefinedFunction', `${database.databaseName}/*`);
  acknowledgeWildcard(grantee, functions, 'A Spark session asks for the functions of its database, whatever their names');
  return grantBrowse(database, grantee)
    .combine(
      grantOnShared(database, {
        grantee,
        actions: ['glue:GetUserDefinedFunction', 'glue:GetUserDefinedFunctions'],
        resourceArns: [catalog.catalogArn, database.databaseArn, functions],
      }),
    )
    .combine(
      grantOnShared(database, {
        grantee,
        actions: ['glue:CreateDatabase', 'glue:GetDatabase'],
        // A Spark session requires these two databases, and creates the first if the account has none.
        resourceArns: [catalog.catalogArn, arn('database', 'default'), arn('database', 'global_temp')],
      }),
    );
}

/** Allows the grantee to create, change and delete tables of the database, beyond `grantMetastore`: for notebooks and `saveAsTable`. */
export function grantMakeTables(database: glue.IDatabase, grantee: iam.IGrantable): iam.Grant {
  const tables = Stack.of(database).formatArn({ service: 'glue', resource: 'table', resourceName: `${database.databaseName}/*` });
  acknowledgeWildcard(grantee, tables, 'Crawlers and queries make tables whose names are not known when the policy is written');
  return grantOnShared(database, {
    grantee,
    actions: [
      'glue:BatchCreatePartition',
      'glue:BatchDeletePartition',
      'glue:CreatePartition',
      'glue:CreateTable',
      'glue:DeletePartition',
      'glue:DeleteTable',
      'glue:UpdatePartition',
      'glue:UpdateTable',
    ],
    resourceArns: [database.catalog.catalogArn, database.databaseArn, tables],
  });
}

function grantBucket(bucket: s3.IBucket, grantee: iam.IGrantable, onObjects: string[], onBucket: string[], onKey: string[]): iam.Grant {
  const objects = bucket.arnForObjects('*');
  acknowledgeWildcard(grantee, objects, 'Jobs name the objects of a layer of the lake as they go');
  const grant = grantOnResource(bucket, { grantee, actions: onObjects, resourceArns: [objects] }).combine(
    grantOnResource(bucket, { grantee, actions: onBucket, resourceArns: [bucket.bucketArn] }),
  );
  if (!bucket.encryptionKey) return grant;
  return grant.combine(grantOnKey(bucket.encryptionKey, grantee, onKey));
}
