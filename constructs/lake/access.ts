import { Stack } from 'aws-cdk-lib';
import type * as glue from 'aws-cdk-lib/aws-glue';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { acknowledgeWildcard } from '../acknowledge';
import { grantOnIdentity, grantOnResource, grantOnShared } from '../grants';
import { grantListing, grantObjects } from '../storage/objects';
import type { ICatalogTable } from './table';

const READ_PARTITIONS = ['glue:BatchGetPartition', 'glue:GetPartition', 'glue:GetPartitions'];
const WRITE_PARTITIONS = ['glue:BatchCreatePartition', 'glue:BatchUpdatePartition', 'glue:CreatePartition', 'glue:UpdatePartition'];
const WRITE_FILES = ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'];

/** Allows the grantee to list all tables and partitions of a database, without their data. */
export function grantBrowse(database: glue.IDatabase, grantee: iam.IGrantable): iam.Grant {
  const tables = tableArn(database, '*');
  acknowledgeWildcard(grantee, tables, 'Crawlers and queries make tables whose names are not known when the policy is written');
  return grantCatalog(database, grantee, ['glue:GetDatabase', 'glue:GetDatabases', 'glue:GetTable', 'glue:GetTables', ...READ_PARTITIONS], [tables]);
}

/** Allows the grantee to query these tables: their definition, their partitions and the objects below their folders. */
export function grantReadTables(tables: readonly ICatalogTable[], grantee: iam.IGrantable): iam.Grant {
  const arns = tables.map((table) => table.tableArn);
  const catalog = [...databasesOf(tables)].map((database) =>
    grantCatalog(database, grantee, ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables', ...READ_PARTITIONS], arns),
  );
  return [...catalog, ...grantFolders(tables, grantee, ['s3:GetObject'])].reduce((all, grant) => all.combine(grant));
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

/**
 * Allows the grantee to write and delete the files of the table, and the empty object beside the folder that Hadoop creates as folder marker,
 * without any catalog action.
 */
export function grantSparkFiles(table: ICatalogTable, grantee: iam.IGrantable): iam.Grant {
  const marker = table.bucket.arnForObjects(`${table.prefix}_$folder$`);
  const actions = ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'];
  return grantFiles(table, grantee, [...WRITE_FILES, 's3:DeleteObject']).combine(
    grantOnResource(table.bucket, { grantee, actions, resourceArns: [marker] }),
  );
}

/** Allows the actions on the given tables, their database and the catalog, because Glue checks all three. */
export function grantCatalog(database: glue.IDatabase, grantee: iam.IGrantable, actions: string[], tableArns: readonly string[]): iam.Grant {
  return grantOnShared(database, { grantee, actions, resourceArns: [database.catalog.catalogArn, database.databaseArn, ...tableArns] });
}

/** ARN of a table, which need not exist. */
export function tableArn(database: glue.IDatabase, tableName: string): string {
  return Stack.of(database).formatArn({ service: 'glue', resource: 'table', resourceName: `${database.databaseName}/${tableName}` });
}

function grantFiles({ bucket, prefix, tableName }: ICatalogTable, grantee: iam.IGrantable, actions: string[]): iam.Grant {
  const reason = `The writer of ${tableName} chooses the names of its files`;
  return grantObjects(bucket, grantee, { prefix, actions, reason }).combine(grantListing(bucket, grantee, [prefix]));
}

function grantFolders(tables: readonly ICatalogTable[], grantee: iam.IGrantable, actions: string[]): iam.Grant[] {
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
