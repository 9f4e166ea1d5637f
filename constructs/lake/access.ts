import { Stack } from 'aws-cdk-lib';
import type * as glue from 'aws-cdk-lib/aws-glue';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { acknowledgeWildcard } from '../acknowledge';
import { grantOnIdentity, grantOnResource, grantOnShared } from '../grants';
import { grantHadoopFolders, isHadoopClient } from '../storage/hadoop';
import { grantListing, grantObjects, grantPatterns } from '../storage/objects';
import type { ICatalogTable } from './table';

const READ_PARTITIONS = ['glue:BatchGetPartition', 'glue:GetPartition', 'glue:GetPartitions'];
const WRITE_PARTITIONS = ['glue:BatchCreatePartition', 'glue:BatchUpdatePartition', 'glue:CreatePartition', 'glue:UpdatePartition'];
/** What a crawler asks of a bucket, beside its listing. */
export const CRAWL_BUCKET = ['s3:GetBucketAcl', 's3:GetBucketLocation'];
const WRITE_FILES = ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'];

/** Allows the grantee to list all tables and partitions of a database, without their data. */
export function grantBrowse(database: glue.IDatabase, grantee: iam.IGrantable): iam.Grant {
  const tables = tableArn(database, '*');
  acknowledgeWildcard(grantee, tables, 'Crawlers and queries make tables whose names are not known when the policy is written');
  return grantCatalog(database, grantee, ['glue:GetDatabase', 'glue:GetDatabases', 'glue:GetTable', 'glue:GetTables', ...READ_PARTITIONS], [tables]);
}

/** Allows the grantee to query these tables: their definition, their partitions and the objects below their folders. */
export function grantReadTables(tables: readonly ICatalogTable[], grantee: iam.IGrantable): iam.Grant {
  return [...grantDefinitions(tables, grantee), ...grantFolders(tables, grantee, ['s3:GetObject'])].reduce((all, grant) => all.combine(grant));
}

/**
 * Allows a crawler to read the definitions of these tables and their folders, in the form that Glue documents for crawlers: `folder*`, without a
 * slash, so that folders whose names begin alike are readable too.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/define-crawler-configure-security-settings.html
 */
export function grantCrawlTables(tables: readonly ICatalogTable[], crawler: iam.IGrantable): void {
  grantDefinitions(tables, crawler);
  for (const bucket of new Set(tables.map((table) => table.bucket))) {
    const patterns = tables.filter((table) => table.bucket === bucket).map(({ prefix }) => `${prefix}*`);
    const reason = 'Glue documents this form for crawlers; the files are named by the program that made them';
    for (const pattern of patterns) acknowledgeWildcard(crawler, bucket.arnForObjects(pattern), reason);
    grantPatterns(bucket, crawler, { patterns, actions: ['s3:GetObject'], onBucket: CRAWL_BUCKET });
    // Glue's example has no condition: what carries no prefix is allowed as well.
    const conditions = { StringLikeIfExists: { 's3:prefix': patterns } };
    grantOnResource(bucket, { grantee: crawler, actions: ['s3:ListBucket'], resourceArns: [bucket.bucketArn], conditions });
  }
}

/**
 * Allows the grantee to explore a lake with SQL clients: every entry of the tables' databases, and the data of these tables.
 *
 * For read-only users. The workgroup grants running queries.
 */
export function grantReadLake(tables: readonly ICatalogTable[], grantee: iam.IGrantable): iam.Grant {
  const catalog = [...databasesOf(tables)].flatMap((database) => [
    grantBrowse(database, grantee),
    grantDefaultDatabase(database, grantee),
    grantOnIdentity(database, {
      grantee,
      actions: ['athena:GetDataCatalog', 'athena:GetDatabase', 'athena:GetTableMetadata', 'athena:ListDatabases', 'athena:ListTableMetadata'],
      resourceArns: [Stack.of(database).formatArn({ service: 'athena', resource: 'datacatalog', resourceName: 'AwsDataCatalog' })],
    }),
  ]);
  return [...catalog, ...grantFolders(tables, grantee, ['s3:GetObject'])].reduce((all, grant) => all.combine(grant));
}

/** Allows the grantee to read the database `default`, which Athena requires before every statement. */
export function grantDefaultDatabase(of: glue.IDatabase, grantee: iam.IGrantable): iam.Grant {
  const database = of.stack.formatArn({ service: 'glue', resource: 'database', resourceName: 'default' });
  return grantOnShared(of, { grantee, actions: ['glue:GetDatabase'], resourceArns: [of.catalog.catalogArn, database] });
}

/** Allows the grantee to add rows to the table: new objects in its folder, and partitions. */
export function grantWriteTable(table: ICatalogTable, grantee: iam.IGrantable): iam.Grant {
  const actions = ['glue:GetDatabase', 'glue:GetTable', 'glue:UpdateTable', ...READ_PARTITIONS, ...WRITE_PARTITIONS];
  return grantCatalog(table.database, grantee, actions, [table.tableArn]).combine(grantFiles(table, grantee, WRITE_FILES));
}

/** Allows the grantee to empty, delete and create the table again, and what `grantWriteTable` does. */
export function grantReplaceTable(table: ICatalogTable, grantee: iam.IGrantable): iam.Grant {
  const actions = ['glue:CreateTable', 'glue:DeleteTable', 'glue:GetDatabase', 'glue:GetTable', 'glue:UpdateTable'];
  return grantCatalog(table.database, grantee, [...actions, ...READ_PARTITIONS, ...WRITE_PARTITIONS], [table.tableArn]).combine(
    grantFiles(table, grantee, [...WRITE_FILES, 's3:DeleteObject']),
  );
}

/** Allows the grantee to write and delete the files of the table through Hadoop's S3A, without any catalog action. */
export function grantSparkFiles(table: ICatalogTable, grantee: iam.IGrantable): iam.Grant {
  return grantHadoopFolders(table.bucket, grantee, {
    prefixes: [table.prefix],
    actions: [...WRITE_FILES, 's3:DeleteObject'],
    reason: writerNamesFiles(table),
  });
}

/** Allows the actions on the given tables, their database and the catalog, because Glue checks all three. */
export function grantCatalog(database: glue.IDatabase, grantee: iam.IGrantable, actions: string[], tableArns: readonly string[]): iam.Grant {
  return grantOnShared(database, { grantee, actions, resourceArns: [database.catalog.catalogArn, database.databaseArn, ...tableArns] });
}

/** ARN of a table, which need not exist. */
export function tableArn(database: glue.IDatabase, tableName: string): string {
  return Stack.of(database).formatArn({ service: 'glue', resource: 'table', resourceName: `${database.databaseName}/${tableName}` });
}

/** Definitions and partitions of tables. */
function grantDefinitions(tables: readonly ICatalogTable[], grantee: iam.IGrantable): iam.Grant[] {
  const arns = tables.map((table) => table.tableArn);
  const actions = ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables', ...READ_PARTITIONS];
  return [...databasesOf(tables)].map((database) => grantCatalog(database, grantee, actions, arns));
}

function grantFiles(table: ICatalogTable, grantee: iam.IGrantable, actions: string[]): iam.Grant {
  const { bucket, prefix } = table;
  const reason = writerNamesFiles(table);
  if (isHadoopClient(grantee)) return grantHadoopFolders(bucket, grantee, { prefixes: [prefix], actions, reason });
  return grantObjects(bucket, grantee, { prefix, actions, reason }).combine(grantListing(bucket, grantee, [prefix]));
}

function writerNamesFiles({ tableName }: ICatalogTable): string {
  return `The writer of ${tableName} chooses the names of its files`;
}

function grantFolders(tables: readonly ICatalogTable[], grantee: iam.IGrantable, actions: string[]): iam.Grant[] {
  if (isHadoopClient(grantee)) {
    return [...new Set(tables.map((table) => table.bucket))].map((bucket) =>
      grantHadoopFolders(bucket, grantee, {
        prefixes: tables.filter((table) => table.bucket === bucket).map(({ prefix }) => prefix),
        actions,
        reason: 'The files of a table are named by the query that made them',
      }),
    );
  }
  const folders = tables.map((table) =>
    grantObjects(table.bucket, grantee, {
      prefix: table.prefix,
      actions,
      reason: `The files of ${table.tableName} are named by the query that made them`,
    }),
  );
  const listings = [...new Set(tables.map((table) => table.bucket))].map((bucket) =>
    grantListing(
      bucket,
      grantee,
      tables.filter((table) => table.bucket === bucket).map((table) => table.prefix),
    ),
  );
  return [...folders, ...listings];
}

function databasesOf(tables: readonly ICatalogTable[]): Set<glue.IDatabase> {
  return new Set(tables.map((table) => table.database));
}
