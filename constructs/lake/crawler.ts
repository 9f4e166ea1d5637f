import type * as glue from 'aws-cdk-lib/aws-glue';
import type { Construct } from 'constructs';
import { PropError } from '../errors';
import { grantBrowse, grantCrawlTables } from './access';
import { CrawlerBase, type CrawlerOptions, NOT_DATA } from './crawler-base';
import type { ICatalogTable } from './table';

/** Properties of a `Crawler`. */
export interface CrawlerProps extends CrawlerOptions {
  /** Tables to keep up to date, all in one database. */
  readonly tables: ICatalogTable[];

  /**
   * Let the crawler create the tables from the files in their folders, named after the folder.
   *
   * @default false - the tables exist when it runs, and it adds partitions and columns
   */
  readonly makesTables?: boolean;
}

/**
 * A crawler whose role reads its tables' folders and changes its tables' entries in the Data Catalog.
 *
 * Costs nothing while idle; each run is billed for at least ten minutes of a processing unit. Deleted folders stay in the catalog.
 */
export class Crawler extends CrawlerBase {
  constructor(scope: Construct, id: string, props: CrawlerProps) {
    super(scope, id, props, (crawler) => crawledTables(crawler, props));
    const { tables, makesTables } = props;
    const database = databaseOf(this, tables);
    grantCrawlTables(tables, this);
    this.allowTables(
      database,
      tables.map(({ tableArn }) => tableArn),
    );
    if (makesTables)
      grantBrowse(database, this); // it compares what it finds with every table that is there
    else this.resource.node.addDependency(...tables);
  }
}

function crawledTables(crawler: Construct, { tables, makesTables }: CrawlerProps): Pick<glue.CfnCrawlerProps, 'databaseName' | 'targets'> {
  const { databaseName } = databaseOf(crawler, tables);
  if (makesTables) {
    return {
      databaseName,
      targets: { s3Targets: tables.map(({ bucket, prefix }) => ({ path: bucket.s3UrlForObject(`${prefix}/`), exclusions: NOT_DATA })) },
    };
  }
  return { databaseName, targets: { catalogTargets: [{ databaseName, tables: tables.map(({ tableName }) => tableName) }] } };
}

function databaseOf(crawler: Construct, tables: readonly ICatalogTable[]): glue.IDatabase {
  const [first] = tables;
  if (!first) throw new PropError(crawler, { problem: 'tables is empty', allowed: 'at least one table', fix: 'name the tables to crawl' });
  const other = tables.find(({ database }) => database !== first.database);
  if (other) {
    throw new PropError(crawler, {
      problem: 'tables are in more than one database',
      got: `'${other.tableName}' beside '${first.tableName}'`,
      allowed: 'tables of one database',
      fix: 'make a crawler for each database',
    });
  }
  return first.database;
}
