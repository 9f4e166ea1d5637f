import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CatalogDatabase, CatalogTable, Crawler } from 'stagecraft-constructs/lake';
import { PrivateBucket } from 'stagecraft-constructs/storage';
import type { ScenarioStage } from '../../stage';
import { type Config, type Contract, CRAWLERS, FOLDERS } from '../settings';

/** Bucket of sources, data and notes, the catalog, and the crawlers that fill it. */
export class Lake extends Stack {
  public readonly data: PrivateBucket;
  public readonly logs: PrivateBucket;
  public readonly database: CatalogDatabase;

  constructor(stage: ScenarioStage<Contract>, config: Config) {
    super(stage, 'lake', { description: 'Buckets of sources, data and notes, Glue catalog and crawlers' });
    // CloudFormation deletes empty buckets only: with objects in a bucket the deletion of its stack fails.
    const removalPolicy = RemovalPolicy.DESTROY;
    const bucketName = (purpose: string) => stage.fixedName(`zeppelin-emr-demo-${purpose}-${this.account}-${this.region}`);

    this.logs = new PrivateBucket(this, 'Logs', {
      bucketName: bucketName('logs'),
      temporaryPrefixes: ['access', 'elasticmapreduce'],
      removalPolicy,
    });
    this.data = new PrivateBucket(this, 'Data', {
      bucketName: bucketName('data'),
      accessLogsBucket: this.logs,
      accessLogsPrefix: 'access/data',
      removalPolicy,
    });
    this.database = new CatalogDatabase(this, 'Catalog', {
      databaseName: stage.fixedName(config.databaseName, '_'),
      description: 'Tables of the bakery and of films with their ratings, created by crawlers',
      removalPolicy,
    });
    const crawlers = Object.entries(CRAWLERS).map(([name, folders]) => this.crawler(stage.fixedName(name), name, folders));

    stage.publish(this, {
      dataBucket: this.data.bucketName,
      logBucket: this.logs.bucketName,
      database: this.database.databaseName,
      crawlers: crawlers.map(({ crawlerName }) => crawlerName),
    });
  }

  private crawler(crawlerName: string, id: string, folders: readonly string[]): Crawler {
    const { database, data: bucket } = this;
    const tables = folders.map((folder) =>
      CatalogTable.fromCatalogTableAttributes(this, folder, {
        database,
        tableName: folder.replaceAll('-', '_'),
        bucket,
        prefix: `${FOLDERS.data}/${folder}`,
      }),
    );
    return new Crawler(this, id, { crawlerName, tables, makesTables: true, description: `Finds ${folders.join(', ')}` });
  }
}
