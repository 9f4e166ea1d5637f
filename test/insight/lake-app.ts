import { App, Aws, Stack } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnCrawler, CfnDatabase, CfnJob, CfnTable } from 'aws-cdk-lib/aws-glue';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CfnDataSet, CfnDataSource } from 'aws-cdk-lib/aws-quicksight';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';

/** A lake of two stacks, small enough to predict its picture. */
export function lakeApp(): App {
  const app = new App({ builtinCloudFormationValidation: false, treeMetadata: false, analyticsReporting: false });
  const lake = new Stack(app, 'lake');
  const compute = new Stack(app, 'compute');

  const data = new s3.Bucket(lake, 'Data', { bucketName: `hub-data-${Aws.ACCOUNT_ID}-${Aws.REGION}` });
  const scripts = new s3.Bucket(lake, 'Scripts');
  const database = new CfnDatabase(lake, 'Catalog', { catalogId: Aws.ACCOUNT_ID, databaseInput: { name: 'hub_catalog' } });
  for (const name of ['readings', 'rates']) {
    new CfnTable(lake, `Table-${name}`, { catalogId: Aws.ACCOUNT_ID, databaseName: 'hub_catalog', tableInput: { name } }).addResourceDependency(
      database,
    );
  }
  const crawling = role(lake, 'CrawlerRole', 'glue.amazonaws.com');
  allow(crawling, ['s3:GetObject', 's3:GetBucketLocation'], [data.arnForObjects('*')]);
  allow(crawling, ['glue:GetTable', 'glue:CreateTable'], [`arn:${Aws.PARTITION}:glue:${Aws.REGION}:${Aws.ACCOUNT_ID}:database/${database.ref}`]);
  for (const name of ['readings', 'rates', 'locations', 'mappings']) {
    new CfnCrawler(lake, `Crawler-${name}`, {
      name: `hub-${name}`,
      role: crawling.roleArn,
      databaseName: 'hub_catalog',
      targets: { s3Targets: [{ path: data.s3UrlForObject(name) }] },
    });
  }
  const converting = role(lake, 'JobRole', 'glue.amazonaws.com');
  allow(converting, ['s3:GetObject'], [scripts.arnForObjects('*'), data.arnForObjects('xml/*')]);
  allow(converting, ['s3:PutObject', 's3:DeleteObject'], [data.arnForObjects('parquet/*')]);
  new CfnJob(lake, 'Job', {
    name: 'rates-to-parquet',
    role: converting.roleArn,
    command: { name: 'glueetl', scriptLocation: scripts.s3UrlForObject('a.py') },
  });

  const workgroup = new CfnWorkGroup(compute, 'Workgroup', { name: 'hub' });
  const enriching = role(compute, 'EnrichRole', 'lambda.amazonaws.com');
  allow(
    enriching,
    ['athena:StartQueryExecution', 'athena:GetQueryExecution'],
    [`arn:${Aws.PARTITION}:athena:${Aws.REGION}:${Aws.ACCOUNT_ID}:workgroup/${workgroup.ref}`],
  );
  allow(enriching, ['s3:PutObject'], [data.arnForObjects('enriched/*')]);
  const enrich = new lambda.CfnFunction(compute, 'Enrich', {
    functionName: 'hub-enrich',
    role: enriching.roleArn,
    code: { zipFile: 'pass' },
    environment: { variables: { WORKGROUP: workgroup.ref, BUCKET: data.bucketName } },
  });
  const running = role(compute, 'PipelineRole', 'states.amazonaws.com');
  allow(running, ['lambda:InvokeFunction'], [enrich.attrArn]);
  allow(running, ['glue:StartCrawler', 'glue:GetCrawler'], [`arn:${Aws.PARTITION}:glue:${Aws.REGION}:${Aws.ACCOUNT_ID}:crawler/hub-readings`]);
  allow(running, ['s3:GetObject'], [data.arnForObjects('*')]);
  new CfnStateMachine(compute, 'Pipeline', { stateMachineName: 'hub-pipeline', roleArn: running.roleArn, definitionString: '{}' });

  const analyst = new iam.Role(compute, 'Analyst', { assumedBy: new iam.AccountRootPrincipal() });
  allow(analyst, ['athena:StartQueryExecution'], [`arn:${Aws.PARTITION}:athena:${Aws.REGION}:${Aws.ACCOUNT_ID}:workgroup/${workgroup.ref}`]);

  const source = new CfnDataSource(compute, 'Source', {
    name: 'hub source',
    type: 'ATHENA',
    dataSourceParameters: { athenaParameters: { workGroup: workgroup.ref } },
  });
  new CfnDataSet(compute, 'Readings', {
    name: 'Readings',
    physicalTableMap: { readings: { relationalTable: { dataSourceArn: source.attrArn, name: 'readings', inputColumns: [] } } },
  });
  return app;
}

function role(scope: Stack, id: string, service: string): iam.Role {
  return new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal(service) });
}

function allow(grantee: iam.Role, actions: string[], resources: string[]): void {
  grantee.addToPolicy(new iam.PolicyStatement({ actions, resources }));
}
