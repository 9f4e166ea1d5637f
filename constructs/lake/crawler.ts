import { type IResource, Lazy, Names, Resource, Stack, Validations } from 'aws-cdk-lib';
import * as glue from 'aws-cdk-lib/aws-glue';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { PropError } from '../errors';
import { grantBrowse, grantCatalog, grantReadTables } from './access';
import type { ICatalogTable } from './catalog-table';
import { CRAWLER_CONFIGURATION, grantCrawlerLog } from './crawler-parts';

/** Something that registers what lies in the folders of a lake. */
export interface ICrawler extends IResource {
  /** Name of the crawler. */
  readonly crawlerName: string;
  /** ARN of the crawler. */
  readonly crawlerArn: string;
  /** Allows the grantee to start and stop the crawler and to see how it is doing. */
  grantCrawl(grantee: iam.IGrantable): iam.Grant;
}

/** Properties of a `Crawler`. */
export interface CrawlerProps {
  /** Tables to keep up to date, all in one database. */
  readonly tables: ICatalogTable[];

  /**
   * Whether the crawler makes the tables itself, from what lies in their folders, named after the folder.
   *
   * @default false - the tables exist when it runs, and it adds partitions and columns
   */
  readonly makesTables?: boolean;

  /**
   * Name of the crawler, unique in the account and region.
   *
   * @default - derived from the construct's path
   */
  readonly crawlerName?: string;

  /**
   * When it runs by itself, as a cron expression in UTC: `cron(15 3 * * ? *)`.
   *
   * @default - on demand only
   */
  readonly schedule?: string;

  /**
   * What the crawler is for, for those who read the catalog.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Encryption of the crawler's log by a key of yours.
   *
   * @default - CloudWatch encrypts the log with a key of its own
   */
  readonly securityConfiguration?: glue.ISecurityConfiguration;
}

/**
 * A crawler with a role of its own, which reads its tables' folders and changes its tables' entries in the catalog.
 *
 * Costs nothing at rest; each run is billed for at least ten minutes of a processing unit. What vanished from a folder stays in the catalog.
 */
export class Crawler extends Resource implements ICrawler, iam.IGrantable {
  public readonly crawlerName: string;
  public readonly crawlerArn: string;
  /** Role of the crawler. */
  public readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: CrawlerProps) {
    super(scope, id, {
      physicalName: props.crawlerName ?? Lazy.string({ produce: () => Names.uniqueResourceName(this, { maxLength: 255 }) }),
    });
    const database = this.checkedDatabase(props.tables);

    this.role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('glue.amazonaws.com') });
    this.allowCrawling(props.tables, database);
    if (props.makesTables) grantBrowse(database, this); // it compares what it finds with every table that is there

    const resource = new glue.CfnCrawler(this, 'Resource', {
      name: this.physicalName,
      description: props.description,
      role: this.role.roleArn,
      databaseName: database.databaseName,
      targets: props.makesTables
        ? { s3Targets: props.tables.map(({ bucket, prefix }) => ({ path: bucket.s3UrlForObject(`${prefix}/`) })) }
        : { catalogTargets: [{ databaseName: database.databaseName, tables: props.tables.map(({ tableName }) => tableName) }] },
      // Glue takes no other deletion behaviour for tables that exist already.
      schemaChangePolicy: { updateBehavior: 'UPDATE_IN_DATABASE', deleteBehavior: 'LOG' },
      configuration: CRAWLER_CONFIGURATION,
      schedule: props.schedule === undefined ? undefined : { scheduleExpression: props.schedule },
      crawlerSecurityConfiguration: props.securityConfiguration?.securityConfigurationName,
    });
    resource.node.addDependency(this.role);
    if (!props.makesTables) resource.node.addDependency(...props.tables);
    if (!props.securityConfiguration) {
      Validations.of(this).acknowledge({
        id: 'AwsSolutions-GL1',
        reason: 'CloudWatch encrypts the log itself; a key of yours is an option that costs',
      });
    }

    const arn = { service: 'glue', resource: 'crawler' };
    this.crawlerName = this.getResourceNameAttribute(resource.ref);
    this.crawlerArn = this.getResourceArnAttribute(Stack.of(this).formatArn({ ...arn, resourceName: resource.ref }), {
      ...arn,
      resourceName: this.physicalName,
    });
  }

  public get grantPrincipal(): iam.IPrincipal {
    return this.role;
  }

  public grantCrawl(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['glue:GetCrawler', 'glue:StartCrawler', 'glue:StopCrawler'],
      resourceArns: [this.crawlerArn],
    });
  }

  private allowCrawling(tables: readonly ICatalogTable[], database: glue.IDatabase): void {
    const arns = tables.map((table) => table.tableArn);
    grantReadTables(tables, this);
    grantCatalog(
      database,
      this,
      [
        'glue:BatchCreatePartition',
        'glue:BatchUpdatePartition',
        'glue:CreatePartition',
        'glue:CreateTable',
        'glue:UpdatePartition',
        'glue:UpdateTable',
      ],
      arns,
    );
    grantCrawlerLog(this, this);
  }

  private checkedDatabase(tables: readonly ICatalogTable[]): glue.IDatabase {
    const [first] = tables;
    if (!first) throw new PropError(this, { problem: 'tables is empty', allowed: 'at least one table', fix: 'name the tables to crawl' });
    const other = tables.find(({ database }) => database !== first.database);
    if (other) {
      throw new PropError(this, {
        problem: 'tables are in more than one database',
        got: `'${other.tableName}' beside '${first.tableName}'`,
        allowed: 'tables of one database',
        fix: 'make a crawler for each database',
      });
    }
    return first.database;
  }
}
