import { RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { AthenaWorkgroup, CatalogDatabase, CatalogTable, TableFormat } from 'stagecraft-constructs/lake';
import { PrivateBucket } from 'stagecraft-constructs/storage';
import type { ScenarioStage } from '../../stage';
import { COLUMNS, type Config, type Contract, TABLE } from '../settings';

/** Folder of the data bucket for query results of Athena, which expire after a week. */
const RESULTS = 'athena-results';

/** Quoted CSV, which Athena, Trino and Hive read alike: every column as text. */
const QUOTED_CSV = TableFormat.of({
  classification: 'csv',
  storage: {
    inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
    outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
    serdeInfo: {
      serializationLibrary: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
      parameters: { separatorChar: ',', quoteChar: '"', escapeChar: '\\' },
    },
  },
  parameters: { 'skip.header.line.count': '1' },
});

/** The sales of the bakery, their table in the catalog, and the Athena workgroup. */
export class Lake extends Stack {
  public readonly data: PrivateBucket;
  public readonly logs: PrivateBucket;
  public readonly database: CatalogDatabase;
  public readonly table: CatalogTable;
  public readonly workgroup: AthenaWorkgroup;

  constructor(stage: ScenarioStage<Contract>, config: Config) {
    super(stage, 'lake', { description: 'Bucket and Glue catalog of the bakery sales, and logs' });
    // CloudFormation deletes empty buckets only: with objects in a bucket the deletion of its stack fails.
    const removalPolicy = RemovalPolicy.DESTROY;
    const bucketName = (purpose: string) => stage.fixedName(`superset-emr-demo-${purpose}-${this.account}-${this.region}`);

    this.logs = new PrivateBucket(this, 'Logs', {
      bucketName: bucketName('logs'),
      temporaryPrefixes: ['access', 'elasticmapreduce'],
      removalPolicy,
    });
    this.data = new PrivateBucket(this, 'Data', {
      bucketName: bucketName('data'),
      temporaryPrefixes: [RESULTS],
      accessLogsBucket: this.logs,
      accessLogsPrefix: 'access/data',
      removalPolicy,
    });
    this.database = new CatalogDatabase(this, 'Catalog', {
      databaseName: stage.fixedName(config.databaseName, '_'),
      description: 'Sales of a bakery, for Superset',
      removalPolicy,
    });
    this.table = new CatalogTable(this, 'Bakery', {
      database: this.database,
      tableName: TABLE,
      bucket: this.data,
      description: 'Items of a till, one a row; NONE and Adjustment are its corrections',
      format: QUOTED_CSV,
      columns: COLUMNS.map((name) => ({ name, type: 'string' })),
    });
    this.workgroup = new AthenaWorkgroup(this, 'Workgroup', {
      workgroupName: stage.fixedName('emr-superset'),
      resultsBucket: this.data,
      resultsPrefix: RESULTS,
      bytesScannedCutoff: Size.mebibytes(config.scanLimitMb),
      removalPolicy,
    });

    stage.publish(this, {
      dataBucket: this.data.bucketName,
      logBucket: this.logs.bucketName,
      database: this.database.databaseName,
      workgroup: this.workgroup.workgroupName,
    });
  }
}
