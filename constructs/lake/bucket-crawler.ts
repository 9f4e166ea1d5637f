import { Lazy, Names, Resource, Stack, Token, Validations } from 'aws-cdk-lib';
import * as glue from 'aws-cdk-lib/aws-glue';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';
import { PropError } from '../errors';
import { grantBrowse, grantCatalog, tableArn } from './access';
import type { ICrawler } from './crawler';
import { CRAWLER_CONFIGURATION, grantCrawlerLog } from './crawler-parts';

/** Properties of a `BucketCrawler`. */
export interface BucketCrawlerProps {
  /** Database of the tables. */
  readonly database: glue.IDatabase;

  /** Bucket whose folders become tables. */
  readonly bucket: s3.IBucket;

  /** What the names of the tables begin with; lower-case letters, digits and underscores. */
  readonly tablePrefix: string;

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
 * A crawler that makes tables of whatever lies in a bucket, their names behind a prefix, with a role that reads this bucket alone.
 *
 * Costs nothing at rest; each run is billed for at least ten minutes of a processing unit. For tables that are known beforehand take a `Crawler`.
 */
export class BucketCrawler extends Resource implements ICrawler, iam.IGrantable {
  public readonly crawlerName: string;
  public readonly crawlerArn: string;
  /** Role of the crawler. */
  public readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: BucketCrawlerProps) {
    super(scope, id, {
      physicalName: props.crawlerName ?? Lazy.string({ produce: () => Names.uniqueResourceName(this, { maxLength: 255 }) }),
    });
    this.validate(props);

    this.role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('glue.amazonaws.com') });
    this.allowReading(props.bucket);
    this.allowTables(props);
    grantCrawlerLog(this, this);

    const resource = new glue.CfnCrawler(this, 'Resource', {
      name: this.physicalName,
      description: props.description,
      role: this.role.roleArn,
      databaseName: props.database.databaseName,
      tablePrefix: props.tablePrefix,
      targets: { s3Targets: [{ path: `${props.bucket.s3UrlForObject()}/` }] },
      schemaChangePolicy: { updateBehavior: 'UPDATE_IN_DATABASE', deleteBehavior: 'LOG' },
      configuration: CRAWLER_CONFIGURATION,
      schedule: props.schedule === undefined ? undefined : { scheduleExpression: props.schedule },
      crawlerSecurityConfiguration: props.securityConfiguration?.securityConfigurationName,
    });
    resource.node.addDependency(this.role);
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

  private allowReading(bucket: s3.IBucket): void {
    const objects = bucket.arnForObjects('*');
    acknowledgeWildcard(this, objects, 'The crawler looks at whatever lies in the bucket');
    iam.Grant.addToPrincipal({ grantee: this, actions: ['s3:GetObject'], resourceArns: [objects] });
    iam.Grant.addToPrincipal({ grantee: this, actions: ['s3:GetBucketLocation', 's3:ListBucket'], resourceArns: [bucket.bucketArn] });
    if (bucket.encryptionKey) {
      iam.Grant.addToPrincipal({ grantee: this, actions: ['kms:Decrypt'], resourceArns: [bucket.encryptionKey.keyArn] });
    }
  }

  private allowTables({ database, tablePrefix }: BucketCrawlerProps): void {
    grantBrowse(database, this); // it compares what it finds with every table that is there
    const tables = tableArn(database, `${tablePrefix}*`);
    acknowledgeWildcard(this, tables, 'The folders of the bucket give the tables their names, behind this prefix');
    const actions = [
      'glue:BatchCreatePartition',
      'glue:BatchUpdatePartition',
      'glue:CreatePartition',
      'glue:CreateTable',
      'glue:UpdatePartition',
      'glue:UpdateTable',
    ];
    grantCatalog(database, this, actions, [tables]);
  }

  private validate({ tablePrefix }: BucketCrawlerProps): void {
    if (Token.isUnresolved(tablePrefix) || /^[a-z0-9_]{1,127}$/.test(tablePrefix)) return;
    throw new PropError(this, {
      problem: 'tablePrefix is not the beginning of a name that Athena can query',
      got: `'${tablePrefix}'`,
      allowed: 'up to 127 lower-case letters, digits and underscores, at least one',
      fix: "write it as in 'raw_': it also limits which tables the crawler may change",
    });
  }
}
