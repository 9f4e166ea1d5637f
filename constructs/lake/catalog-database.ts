import { Lazy, Names, RemovalPolicy } from 'aws-cdk-lib';
import * as glue from 'aws-cdk-lib/aws-glue';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { checkText } from '../checks/text';
import { grantBrowse } from './access';

/** Properties of a `CatalogDatabase`. */
export interface CatalogDatabaseProps {
  /**
   * Name of the database, unique in the account and region; lower-case letters, digits and underscores.
   *
   * @default - derived from the construct's path
   */
  readonly databaseName?: string;

  /**
   * Description of the database.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Default location of tables, as an `s3://` URI.
   *
   * @default - none: each table has its location
   */
  readonly locationUri?: string;

  /**
   * Removal policy of the database. DESTROY deletes every table in it, also those that crawlers and queries created.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** A database of the Glue Data Catalog, under a name that Athena can query without quoting. */
export class CatalogDatabase extends glue.Database {
  constructor(scope: Construct, id: string, props: CatalogDatabaseProps = {}) {
    super(scope, id, {
      databaseName: props.databaseName ?? Lazy.string({ produce: () => defaultName(this) }),
      description: props.description,
      locationUri: props.locationUri,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
    this.validate(props);
  }

  /** Allows the grantee to list this database and all its tables and partitions, without their data. */
  public grantBrowse(grantee: iam.IGrantable): iam.Grant {
    return grantBrowse(this, grantee);
  }

  private validate({ databaseName }: CatalogDatabaseProps): void {
    checkText(this, 'databaseName', databaseName, {
      problem: 'is not a name that Athena can query',
      form: /^[a-z0-9_]{1,255}$/,
      allowed: 'up to 255 lower-case letters, digits and underscores',
      fix: 'write it in lower case, with underscores for hyphens',
    });
  }
}

function defaultName(database: CatalogDatabase): string {
  return Names.uniqueResourceName(database, { maxLength: 255, separator: '_', allowedSpecialCharacters: '_' }).toLowerCase();
}
