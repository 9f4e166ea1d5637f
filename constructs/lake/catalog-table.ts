import { Resource, Token } from 'aws-cdk-lib';
import * as glue from 'aws-cdk-lib/aws-glue';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { checkPrefix } from '../checks/prefix';
import { checkText } from '../checks/text';
import { PropError } from '../errors';
import { grantReadTables, grantReplaceTable, grantSparkFiles, grantWriteTable, tableArn } from './access';
import type { ICatalogTable } from './table';
import type { TableFormat } from './table-format';

/** A table that a crawler or a query creates. */
export interface CatalogTableAttributes {
  /** Database of the table. */
  readonly database: glue.IDatabase;
  /** Name of the table. */
  readonly tableName: string;
  /** Bucket that holds the files. */
  readonly bucket: s3.IBucket;
  /**
   * Folder of the bucket that holds the files, without slashes around it.
   *
   * @default - the name of the table
   */
  readonly prefix?: string;
}

/** A column or a partition key. */
export interface TableColumn {
  /** Name in lower case. */
  readonly name: string;
  /** Hive type: `string`, `int`, `bigint`, `double`, `date`, `struct<a:double>` … */
  readonly type: string;
}

/** Properties of a `CatalogTable`. */
export interface CatalogTableProps extends CatalogTableAttributes {
  /** Columns in the order of the files, without the partition keys. */
  readonly columns: TableColumn[];

  /** Format of the files. */
  readonly format: TableFormat;

  /**
   * Partition keys, as in `state=or/`. Their values are in the paths and not in the files.
   *
   * @default - none
   */
  readonly partitionKeys?: TableColumn[];

  /**
   * Description of the table.
   *
   * @default - none
   */
  readonly description?: string;
}

abstract class CatalogTableBase extends Resource implements ICatalogTable {
  public readonly database: glue.IDatabase;
  public readonly tableName: string;
  public readonly tableArn: string;
  public readonly bucket: s3.IBucket;
  public readonly prefix: string;

  constructor(scope: Construct, id: string, { database, tableName, bucket, prefix }: CatalogTableAttributes) {
    super(scope, id, { physicalName: tableName });
    this.database = database;
    this.tableName = tableName;
    this.tableArn = tableArn(database, tableName);
    this.bucket = bucket;
    this.prefix = prefix ?? tableName;
    checkPrefix(this, 'prefix', prefix);
  }

  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return grantReadTables([this], grantee);
  }

  public grantWrite(grantee: iam.IGrantable): iam.Grant {
    return grantWriteTable(this, grantee);
  }

  public grantReplace(grantee: iam.IGrantable): iam.Grant {
    return grantReplaceTable(this, grantee);
  }

  public grantWriteFiles(grantee: iam.IGrantable): iam.Grant {
    return grantSparkFiles(this, grantee);
  }
}

/**
 * A table over the files in one folder of a bucket.
 *
 * A crawler or a query must register its partitions.
 */
export class CatalogTable extends CatalogTableBase {
  /** A table that a crawler or a query creates, for grants and crawlers. */
  public static fromCatalogTableAttributes(scope: Construct, id: string, attributes: CatalogTableAttributes): ICatalogTable {
    return new (class extends CatalogTableBase {})(scope, id, attributes);
  }

  constructor(scope: Construct, id: string, props: CatalogTableProps) {
    super(scope, id, props);
    this.validate(props);

    const { classification, storage, parameters } = props.format.attributes;
    // The L2 (`S3Table`) knows no XML, and adds table properties beside ours.
    new glue.CfnTable(this, 'Resource', {
      catalogId: this.stack.account,
      databaseName: this.database.databaseName,
      tableInput: {
        name: this.tableName,
        description: props.description,
        tableType: 'EXTERNAL_TABLE',
        parameters: { classification, compressionType: 'none', ...parameters },
        partitionKeys: props.partitionKeys ?? [],
        storageDescriptor: { location: this.bucket.s3UrlForObject(`${this.prefix}/`), columns: props.columns, ...storage },
      },
    });
  }

  private validate({ tableName, columns, partitionKeys = [] }: CatalogTableProps): void {
    checkText(this, 'tableName', tableName, {
      problem: 'is not a name that Athena can query',
      form: /^[a-z0-9_]{1,255}$/,
      allowed: 'up to 255 lower-case letters, digits and underscores',
      fix: 'write it in lower case, with underscores for hyphens',
    });
    if (columns.length === 0) {
      throw new PropError(this, { problem: 'columns is empty', allowed: 'at least one column', fix: 'name the columns of the files' });
    }
    const names = [...columns, ...partitionKeys].map(({ name }) => name);
    const twice = names.find((name, index) => !Token.isUnresolved(name) && names.indexOf(name) !== index);
    if (twice !== undefined) {
      throw new PropError(this, {
        problem: 'a column stands twice among columns and partitionKeys',
        got: `'${twice}'`,
        allowed: 'each name once; a partition key is not a column of the files',
        fix: 'take it out of columns',
      });
    }
  }
}
