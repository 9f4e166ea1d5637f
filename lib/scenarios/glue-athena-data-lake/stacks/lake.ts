import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CatalogDatabase, CatalogTable, type CatalogTableProps, type ICatalogTable, TableFormat } from 'stagecraft-constructs/lake';
import { PrivateBucket } from 'stagecraft-constructs/storage';
import { catalog } from '../../../../workloads/glue-athena-data-lake/catalog';
import type { ScenarioStage } from '../../stage';
import type { Config, Contract } from '../settings';

/** Tables that the stack defines. */
export type GivenTable =
  | 'smart_hub_data_json'
  | 'sensor_mappings_json'
  | 'smart_hub_locations_csv'
  | 'electricity_rates_xml'
  | 'etl_tmp_output_parquet';

/** Everything with data: buckets, and the catalog with the predefined tables. */
export class Lake extends Stack {
  public readonly data: PrivateBucket;
  /** Bucket for Spark's temporary files, separate from the data. */
  public readonly scripts: PrivateBucket;
  public readonly logs: PrivateBucket;
  public readonly database: CatalogDatabase;
  public readonly tables: Readonly<Record<GivenTable, ICatalogTable>>;

  constructor(stage: ScenarioStage<Contract>, config: Config) {
    super(stage, 'lake', { description: 'Raw and curated data with its catalog' });
    const bucketName = (purpose: string) => stage.fixedName(`smart-hub-${purpose}-${this.account}-${this.region}`);
    // A bucket that is not empty is not deleted: the deletion of the stack fails and loses no data.
    const removalPolicy = RemovalPolicy.DESTROY;

    this.logs = new PrivateBucket(this, 'Logs', {
      bucketName: bucketName('logs'),
      temporaryPrefixes: ['access', 'glue-etl-jobs'],
      temporaryFor: Duration.days(30),
      removalPolicy,
    });
    const bucket = (id: string, purpose: string, temporaryPrefix: string) =>
      new PrivateBucket(this, id, {
        bucketName: bucketName(purpose),
        temporaryPrefixes: [temporaryPrefix],
        accessLogsBucket: this.logs,
        accessLogsPrefix: `access/${purpose}`,
        removalPolicy,
      });
    this.data = bucket('Data', 'data', 'tmp');
    this.scripts = bucket('Scripts', 'scripts', 'spark-work');

    this.database = new CatalogDatabase(this, 'Catalog', {
      databaseName: stage.fixedName(config.databaseName, '_'),
      description: 'Smart Hub data: raw, as Parquet, and priced',
      removalPolicy,
    });
    const table = (id: string, tableName: GivenTable, props: Pick<CatalogTableProps, 'columns' | 'format' | 'partitionKeys' | 'description'>) =>
      new CatalogTable(this, id, { database: this.database, tableName, bucket: this.data, ...props });
    this.tables = {
      smart_hub_data_json: table('Readings', 'smart_hub_data_json', {
        description: 'Ten circuits of a hub, every five minutes',
        format: TableFormat.JSON_LINES,
        columns: columns(catalog.readings.columns),
        partitionKeys: columns(catalog.readings.partitionKeys),
      }),
      sensor_mappings_json: table('Mappings', 'sensor_mappings_json', {
        description: 'Device of each circuit of a hub',
        format: TableFormat.JSON_LINES,
        columns: columns(catalog.mappings.columns),
        partitionKeys: columns(catalog.mappings.partitionKeys),
      }),
      smart_hub_locations_csv: table('Locations', 'smart_hub_locations_csv', {
        description: 'Location of each hub',
        format: TableFormat.CSV_WITH_HEADER,
        columns: columns(catalog.locations.columns),
        partitionKeys: columns(catalog.locations.partitionKeys),
      }),
      electricity_rates_xml: table('Rates', 'electricity_rates_xml', {
        description: 'Cents per kilowatt-hour, by state, month and hour',
        format: TableFormat.xml('row'),
        columns: columns(catalog.rates.columns),
      }),
      etl_tmp_output_parquet: table('Enriched', 'etl_tmp_output_parquet', {
        description: 'Readings with device, local time and price, in ten files a hub',
        format: TableFormat.PARQUET,
        columns: columns(catalog.enriched.columns),
        partitionKeys: columns(catalog.enriched.partitionKeys),
      }),
    };

    stage.publish(this, {
      dataBucket: this.data.bucketName,
      scriptBucket: this.scripts.bucketName,
      logBucket: this.logs.bucketName,
      database: this.database.databaseName,
    });
  }
}

function columns(types: Readonly<Record<string, string>>): { name: string; type: string }[] {
  return Object.entries(types).map(([name, type]) => ({ name, type }));
}
