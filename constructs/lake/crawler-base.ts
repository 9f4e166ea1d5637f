import { ArnFormat, type IResource, Lazy, Names, Resource, Stack, Validations } from 'aws-cdk-lib';
import * as glue from 'aws-cdk-lib/aws-glue';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';
import { grantOnIdentity } from '../grants';
import { servicePrincipalOfAccount } from '../service-principal';
import { grantCatalog } from './access';

/** A Glue crawler. */
export interface ICrawler extends IResource {
  /** Name of the crawler. */
  readonly crawlerName: string;
  /** ARN of the crawler. */
  readonly crawlerArn: string;
  /** Allows the grantee to start, stop and poll the crawler. */
  grantCrawl(grantee: iam.IGrantable): iam.Grant;
}

/** Properties that all crawlers have in common. */
export interface CrawlerOptions {
  /**
   * Name of the crawler, unique in the account and region.
   *
   * @default - derived from the construct's path
   */
  readonly crawlerName?: string;

  /**
   * Schedule, as a cron expression in UTC: `cron(15 3 * * ? *)`.
   *
   * @default - on demand only
   */
  readonly schedule?: string;

  /**
   * Description of the crawler.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Encryption of the crawler log with a customer managed key.
   *
   * @default - CloudWatch encrypts the log with an AWS owned key
   */
  readonly securityConfiguration?: glue.ISecurityConfiguration;
}

/** Partitions inherit the columns of their table; new columns are added to a table and none is removed. */
const CRAWLER_CONFIGURATION = JSON.stringify({
  Version: 1,
  CrawlerOutput: { Partitions: { AddOrUpdateBehavior: 'InheritFromTable' }, Tables: { AddOrUpdateBehavior: 'MergeNewColumns' } },
});

/** Files that are no data, at the top and below: S3A's committers write JSON into `_SUCCESS`, and Athena and Spark read no name with an underscore before it. */
export const NOT_DATA = ['_*', '**/_*'];

/** A crawler whose role may write the log; the subclass grants what it may read and which tables it may change. */
export abstract class CrawlerBase extends Resource implements ICrawler, iam.IGrantable {
  public readonly crawlerName: string;
  public readonly crawlerArn: string;
  /** Role of the crawler. */
  public readonly role: iam.Role;
  /** The CloudFormation resource. */
  protected readonly resource: glue.CfnCrawler;

  constructor(
    scope: Construct,
    id: string,
    options: CrawlerOptions,
    crawled: (crawler: Construct) => Pick<glue.CfnCrawlerProps, 'databaseName' | 'tablePrefix' | 'targets'>,
  ) {
    super(scope, id, {
      physicalName: options.crawlerName ?? Lazy.string({ produce: () => Names.uniqueResourceName(this, { maxLength: 255 }) }),
    });
    const what = crawled(this);
    this.role = new iam.Role(this, 'Role', { assumedBy: servicePrincipalOfAccount(this, 'glue.amazonaws.com') });
    this.resource = new glue.CfnCrawler(this, 'Resource', {
      ...what,
      name: this.physicalName,
      description: options.description,
      role: this.role.roleArn,
      // Glue accepts no other delete behavior for existing tables.
      schemaChangePolicy: { updateBehavior: 'UPDATE_IN_DATABASE', deleteBehavior: 'LOG' },
      configuration: CRAWLER_CONFIGURATION,
      schedule: options.schedule === undefined ? undefined : { scheduleExpression: options.schedule },
      crawlerSecurityConfiguration: options.securityConfiguration?.securityConfigurationName,
    });
    this.resource.node.addDependency(this.role);
    this.allowLog();
    if (!options.securityConfiguration) {
      Validations.of(this).acknowledge({
        id: 'AwsSolutions-GL1',
        reason: 'CloudWatch encrypts the log itself; a key of yours is an option that costs',
      });
    }

    const arn = { service: 'glue', resource: 'crawler' };
    this.crawlerName = this.getResourceNameAttribute(this.resource.ref);
    this.crawlerArn = this.getResourceArnAttribute(Stack.of(this).formatArn({ ...arn, resourceName: this.resource.ref }), {
      ...arn,
      resourceName: this.physicalName,
    });
  }

  public get grantPrincipal(): iam.IPrincipal {
    return this.role;
  }

  public grantCrawl(grantee: iam.IGrantable): iam.Grant {
    return grantOnIdentity(this, {
      grantee,
      actions: ['glue:GetCrawler', 'glue:StartCrawler', 'glue:StopCrawler'],
      resourceArns: [this.crawlerArn],
    });
  }

  /** Allows the crawler to create and change these tables and their partitions. */
  protected allowTables(database: glue.IDatabase, tableArns: string[]): void {
    const actions = [
      'glue:BatchCreatePartition',
      'glue:BatchUpdatePartition',
      'glue:CreatePartition',
      'glue:CreateTable',
      'glue:UpdatePartition',
      'glue:UpdateTable',
    ];
    grantCatalog(database, this, actions, tableArns);
  }

  /** All crawlers of the account share one log group. */
  private allowLog(): void {
    const logs = Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName: '/aws-glue/crawlers*',
    });
    acknowledgeWildcard(this, logs, 'Glue chooses the log group of a crawler, by its role and security configuration, and names the streams');
    const actions = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
    iam.Grant.addToPrincipal({ grantee: this, actions, resourceArns: [logs] });
  }
}
