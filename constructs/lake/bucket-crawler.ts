import type * as glue from 'aws-cdk-lib/aws-glue';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';
import { checkText } from '../checks/text';
import { grantOnKey, grantOnResource } from '../grants';
import { CRAWL_BUCKET, grantBrowse, tableArn } from './access';
import { CrawlerBase, type CrawlerOptions, NOT_DATA } from './crawler-base';

/** Properties of a `BucketCrawler`. */
export interface BucketCrawlerProps extends CrawlerOptions {
  /** Database of the tables. */
  readonly database: glue.IDatabase;

  /** Bucket whose folders become tables. */
  readonly bucket: s3.IBucket;

  /** Prefix of the table names: lower-case letters, digits and underscores. */
  readonly tablePrefix: string;
}

/**
 * A crawler that creates tables from all files in a bucket, with a name prefix, and with a role that reads only this bucket.
 *
 * Costs nothing while idle; each run is billed for at least ten minutes of a processing unit. For tables that are known at synthesis, use a `Crawler`.
 */
export class BucketCrawler extends CrawlerBase {
  constructor(scope: Construct, id: string, props: BucketCrawlerProps) {
    super(scope, id, props, (crawler) => {
      validate(crawler, props);
      return {
        databaseName: props.database.databaseName,
        tablePrefix: props.tablePrefix,
        targets: { s3Targets: [{ path: `${props.bucket.s3UrlForObject()}/`, exclusions: NOT_DATA }] },
      };
    });
    this.allowReading(props.bucket);
    grantBrowse(props.database, this); // it compares what it finds with every table that is there
    const tables = tableArn(props.database, `${props.tablePrefix}*`);
    acknowledgeWildcard(this, tables, 'The folders of the bucket give the tables their names, behind this prefix');
    this.allowTables(props.database, [tables]);
  }

  private allowReading(bucket: s3.IBucket): void {
    const objects = bucket.arnForObjects('*');
    acknowledgeWildcard(this, objects, 'The crawler looks at whatever lies in the bucket');
    grantOnResource(bucket, { grantee: this, actions: ['s3:GetObject'], resourceArns: [objects] });
    grantOnResource(bucket, { grantee: this, actions: [...CRAWL_BUCKET, 's3:ListBucket'], resourceArns: [bucket.bucketArn] });
    if (bucket.encryptionKey) {
      grantOnKey(bucket.encryptionKey, this, ['kms:Decrypt']);
    }
  }
}

function validate(crawler: Construct, { tablePrefix }: BucketCrawlerProps): void {
  checkText(crawler, 'tablePrefix', tablePrefix, {
    problem: 'is not the beginning of a name that Athena can query',
    form: /^[a-z0-9_]{1,127}$/,
    allowed: 'up to 127 lower-case letters, digits and underscores, at least one',
    fix: "write it as in 'raw_': it also limits which tables the crawler may change",
  });
}
