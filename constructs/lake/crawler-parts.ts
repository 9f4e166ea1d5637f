import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';

/** Partitions get the columns of their table; new columns are added to a table and none is taken away. */
export const CRAWLER_CONFIGURATION = JSON.stringify({
  Version: 1,
  CrawlerOutput: { Partitions: { AddOrUpdateBehavior: 'InheritFromTable' }, Tables: { AddOrUpdateBehavior: 'MergeNewColumns' } },
});

/** Allows a crawler to write its log, which lies in a group that all crawlers of the account share. */
export function grantCrawlerLog(scope: Construct, crawler: iam.IGrantable): iam.Grant {
  const logs = Stack.of(scope).formatArn({
    service: 'logs',
    resource: 'log-group',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    resourceName: '/aws-glue/crawlers*',
  });
  acknowledgeWildcard(crawler, logs, 'Glue chooses the log group of a crawler, by its role and security configuration, and names the streams');
  const actions = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
  return iam.Grant.addToPrincipal({ grantee: crawler, actions, resourceArns: [logs] });
}
