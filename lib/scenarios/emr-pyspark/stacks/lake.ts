import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { EmrRoles, grantMetastore, grantReadBucket, grantReadParameters, grantWriteBucket, ParameterPublisher } from 'stagecraft-constructs/emr';
import { BucketCrawler, CatalogDatabase } from 'stagecraft-constructs/lake';
import { PrivateBucket } from 'stagecraft-constructs/storage';
import type { ScenarioStage } from '../../stage';
import type { LakeNames } from '../programs';
import type { Config, Contract } from '../settings';
import { parametersPath } from './network';

/** Buckets, catalog, crawlers, and the roles of clusters and jobs. */
export class Lake extends Stack {
  public readonly logs: PrivateBucket;
  public readonly roles: EmrRoles;
  /** Names in the SSM parameters of jobs. */
  public readonly names: LakeNames;
  private readonly bronze: PrivateBucket;
  private readonly silver: PrivateBucket;
  private readonly gold: PrivateBucket;
  private readonly work: PrivateBucket;
  private readonly database: CatalogDatabase;
  private readonly path: string;

  constructor(stage: ScenarioStage<Contract>, config: Config) {
    super(stage, 'lake', { description: 'Raw, processed and analyzed data, its catalog, and the roles of clusters' });
    // A bucket that is not empty is not deleted: the deletion of the stack fails and loses no data.
    const removalPolicy = RemovalPolicy.DESTROY;
    const bucketName = (purpose: string) => stage.fixedName(`emr-demo-${purpose}-${this.account}-${this.region}`);
    this.path = parametersPath(stage);

    this.logs = new PrivateBucket(this, 'Logs', {
      bucketName: bucketName('logs'),
      temporaryPrefixes: ['access', 'elasticmapreduce', 'emr-serverless'],
      temporaryFor: Duration.days(30),
      removalPolicy,
    });
    const bucket = (id: string, purpose: string) =>
      new PrivateBucket(this, id, {
        bucketName: bucketName(purpose),
        accessLogsBucket: this.logs,
        accessLogsPrefix: `access/${purpose}`,
        removalPolicy,
      });
    this.bronze = bucket('Raw', 'raw');
    this.silver = bucket('Processed', 'processed');
    this.gold = bucket('Analyzed', 'analyzed');
    this.work = bucket('Work', 'work');
    const catalogBucket = bucket('GlueDatabase', 'glue-db');
    const bootstrap = bucket('Bootstrap', 'bootstrap');

    this.database = new CatalogDatabase(this, 'Catalog', {
      databaseName: stage.fixedName(config.databaseName, '_'),
      description: 'A bakery, films and stocks: raw as CSV, processed as Parquet',
      locationUri: catalogBucket.s3UrlForObject('/'),
      removalPolicy,
    });
    const crawler = (id: string, layer: string, source: PrivateBucket) =>
      new BucketCrawler(this, id, {
        crawlerName: stage.fixedName(`emr-demo-${layer}`),
        database: this.database,
        bucket: source,
        tablePrefix: `${layer}_`,
        description: `Registers what lies in the ${layer} bucket`,
      });
    const rawCrawler = crawler('RawCrawler', 'raw', this.bronze);
    const processedCrawler = crawler('ProcessedCrawler', 'processed', this.silver);

    this.names = {
      bronze: this.bronze.bucketName,
      silver: this.silver.bucketName,
      gold: this.gold.bucketName,
      work: this.work.bucketName,
      database: this.database.databaseName,
    };
    this.roles = new EmrRoles(this, 'Roles');
    this.grantJobs(this.roles);
    grantReadBucket(bootstrap, this.roles);

    const instanceProfile = this.roles.instanceProfile.instanceProfileName;
    const keyPair = config.keyPair === '' ? undefined : config.keyPair;
    const entries = {
      bronzeBucket: this.names.bronze,
      silverBucket: this.names.silver,
      goldBucket: this.names.gold,
      workBucket: this.names.work,
      logsBucket: this.logs.bucketName,
      glueDbBucket: catalogBucket.bucketName,
      bootstrapBucket: bootstrap.bucketName,
    };
    new ParameterPublisher(this, 'Parameters', {
      path: this.path,
      values: {
        bootstrap_bucket: entries.bootstrapBucket,
        bronze_bucket: entries.bronzeBucket,
        ec2_key_name: keyPair ?? 'none',
        emr_ec2_role: instanceProfile,
        emr_role: this.roles.serviceRole.roleName,
        glue_db_bucket: entries.glueDbBucket,
        gold_bucket: entries.goldBucket,
        logs_bucket: entries.logsBucket,
        silver_bucket: entries.silverBucket,
        work_bucket: entries.workBucket,
      },
    });
    stage.publish(this, {
      ...entries,
      database: this.database.databaseName,
      rawCrawler: rawCrawler.crawlerName,
      processedCrawler: processedCrawler.crawlerName,
      serviceRole: this.roles.serviceRole.roleName,
      instanceRole: this.roles.instanceRole.roleName,
      instanceProfile,
      parametersPath: this.path,
      releaseLabel: config.releaseLabel,
      keyPair,
    });
  }

  /** Grants what the seven jobs need: read raw data and programs, write the two other layers, and use the tables. */
  public grantJobs(grantee: iam.IGrantable): void {
    for (const bucket of [this.bronze, this.work]) grantReadBucket(bucket, grantee);
    for (const bucket of [this.silver, this.gold]) grantWriteBucket(bucket, grantee);
    grantMetastore(this.database, grantee);
    grantReadParameters(this, this.path, grantee);
  }
}
