import { Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AthenaFunction, AthenaWorkgroup, CatalogTable, Crawler, grantReadLake, type ICatalogTable, SparkJob } from 'stagecraft-constructs/lake';
import { functionBundle, workload } from '../../../paths';
import type { ScenarioStage } from '../../stage';
import type { Config, Contract } from '../settings';
import type { GivenTable, Lake } from './lake';
import { Pipeline } from './pipeline';

const SCENARIO = 'glue-athena-data-lake';

/** Folder of the data bucket for query results, which expire after a week. */
const RESULTS = 'tmp';

type MadeTable =
  | 'smart_hub_data_parquet'
  | 'smart_hub_locations_parquet'
  | 'sensor_mappings_parquet'
  | 'electricity_rates_parquet'
  | 'etl_output_parquet';

/** Stateless processing, replaceable at any time. */
export class Processing extends Stack {
  /** Workgroup of users and of the dashboard. */
  public readonly workgroup: AthenaWorkgroup;
  /** Every table of the lake, also future ones. */
  private readonly tables: Readonly<Record<GivenTable | MadeTable, ICatalogTable>>;

  constructor(
    private readonly scenarioStage: ScenarioStage<Contract>,
    private readonly config: Config,
    private readonly lake: Lake,
  ) {
    super(scenarioStage, 'processing', { description: 'Crawlers, job, functions, pipeline and workgroups of the lake' });
    this.tables = { ...lake.tables, ...this.tablesMadeByWorkloads() };

    this.workgroup = this.makeWorkgroup('Workgroup', 'smart-hub', false);
    // Athena refuses a CTAS with an explicit location in a workgroup with enforced settings; only the functions may use this workgroup.
    const transforms = this.makeWorkgroup('Transforms', 'smart-hub-transforms', true);

    const crawlers = this.makeCrawlers();
    const job = this.makeRatesJob();
    const functions = this.makeFunctions(transforms);
    const pipeline = new Pipeline(this, 'Pipeline', { name: scenarioStage.fixedName('smart-hub-pipeline'), crawlers, job, functions });
    const analyst = this.makeAnalyst();

    scenarioStage.publish(this, {
      workgroup: this.workgroup.workgroupName,
      functionWorkgroup: transforms.workgroupName,
      resultsLocation: lake.data.s3UrlForObject(`${RESULTS}/`),
      rawCrawlers: crawlers.raw.map(({ crawlerName }) => crawlerName),
      ratesCrawler: crawlers.rates.crawlerName,
      enrichedCrawler: crawlers.enriched.crawlerName,
      compactedCrawler: crawlers.compacted.crawlerName,
      ratesJob: job.job.jobName,
      dataFunction: functions.data.function.functionName,
      locationsFunction: functions.locations.function.functionName,
      mappingsFunction: functions.mappings.function.functionName,
      enrichFunction: functions.enrich.function.functionName,
      compactFunction: functions.compact.function.functionName,
      pipeline: pipeline.stateMachine.stateMachineArn,
      analystRole: analyst.roleArn,
    });
  }

  /** Tables that queries and a crawler create; each is named after its folder. */
  private tablesMadeByWorkloads(): Record<MadeTable, ICatalogTable> {
    const { data: bucket, database } = this.lake;
    const made = (id: string, tableName: MadeTable) => CatalogTable.fromCatalogTableAttributes(this, id, { database, tableName, bucket });
    return {
      smart_hub_data_parquet: made('ReadingsAsParquet', 'smart_hub_data_parquet'),
      smart_hub_locations_parquet: made('LocationsAsParquet', 'smart_hub_locations_parquet'),
      sensor_mappings_parquet: made('MappingsAsParquet', 'sensor_mappings_parquet'),
      electricity_rates_parquet: made('RatesAsParquet', 'electricity_rates_parquet'),
      etl_output_parquet: made('Compacted', 'etl_output_parquet'),
    };
  }

  private makeWorkgroup(id: string, name: string, allowTableLocations: boolean): AthenaWorkgroup {
    return new AthenaWorkgroup(this, id, {
      workgroupName: this.scenarioStage.fixedName(name),
      resultsBucket: this.lake.data,
      resultsPrefix: RESULTS,
      bytesScannedCutoff: Size.mebibytes(this.config.scanLimitMb),
      allowTableLocations,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private makeCrawlers() {
    const { tables } = this;
    const crawler = (id: string, name: string, table: ICatalogTable, makesTables = false) =>
      new Crawler(this, id, { crawlerName: this.scenarioStage.fixedName(name), tables: [table], makesTables });
    return {
      raw: [
        crawler('ReadingsCrawler', 'smart-hub-data-json', tables.smart_hub_data_json),
        crawler('MappingsCrawler', 'smart-hub-sensor-mappings-json', tables.sensor_mappings_json),
        crawler('LocationsCrawler', 'smart-hub-locations-csv', tables.smart_hub_locations_csv),
        crawler('RatesCrawler', 'smart-hub-rates-xml', tables.electricity_rates_xml),
      ],
      rates: crawler('RatesAsParquetCrawler', 'smart-hub-rates-parquet', tables.electricity_rates_parquet, true),
      enriched: crawler('EnrichedCrawler', 'smart-hub-etl-tmp-output-parquet', tables.etl_tmp_output_parquet),
      compacted: crawler('CompactedCrawler', 'smart-hub-etl-output-parquet', tables.etl_output_parquet, true),
    };
  }

  private makeRatesJob(): SparkJob {
    const { electricity_rates_xml: source, electricity_rates_parquet: target } = this.tables;
    const job = new SparkJob(this, 'RatesJob', {
      jobName: this.scenarioStage.fixedName('rates-xml-to-parquet'),
      description: 'Converts the rates from XML, which Athena cannot read, to Parquet',
      script: workload(SCENARIO, 'jobs', 'rates_xml_to_parquet.py'),
      workBucket: this.lake.scripts,
      eventLogsBucket: this.lake.logs,
      glueVersion: this.config.glueVersion,
      arguments: {
        '--s3_output_path': target.bucket.s3UrlForObject(target.prefix),
        '--source_glue_database': source.database.databaseName,
        '--source_glue_table': source.tableName,
      },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    source.grantRead(job);
    target.grantWriteFiles(job);
    return job;
  }

  private makeFunctions(workgroup: AthenaWorkgroup) {
    const { tables } = this;
    const make = (id: string, name: string, description: string, inputs: ICatalogTable[], output: ICatalogTable, replacesOutput: boolean) =>
      new AthenaFunction(this, id, {
        functionName: this.scenarioStage.fixedName(name),
        description,
        code: functionBundle(SCENARIO, name),
        workgroup,
        inputs,
        output,
        replacesOutput,
        timeout: Duration.minutes(12), // The handlers wait up to ten minutes for their queries.
        removalPolicy: RemovalPolicy.DESTROY,
      });
    const ctas = (id: string, name: string, input: ICatalogTable, output: ICatalogTable) =>
      make(id, name, `Writes ${output.tableName} from ${input.tableName}`, [input], output, true);
    return {
      data: ctas('DataFunction', 'athena-json-to-parquet-data', tables.smart_hub_data_json, tables.smart_hub_data_parquet),
      locations: ctas('LocationsFunction', 'athena-csv-to-parquet-locations', tables.smart_hub_locations_csv, tables.smart_hub_locations_parquet),
      mappings: ctas('MappingsFunction', 'athena-json-to-parquet-mappings', tables.sensor_mappings_json, tables.sensor_mappings_parquet),
      enrich: make(
        'EnrichFunction',
        'athena-complex-etl-query',
        'Joins the readings of one hub with its location, devices and rates',
        [tables.smart_hub_data_parquet, tables.smart_hub_locations_parquet, tables.sensor_mappings_parquet, tables.electricity_rates_parquet],
        tables.etl_tmp_output_parquet,
        false,
      ),
      compact: ctas('CompactFunction', 'athena-parquet-to-parquet-elt-data', tables.etl_tmp_output_parquet, tables.etl_output_parquet),
    };
  }

  /** A read-only query role for principals of this account. */
  private makeAnalyst(): iam.Role {
    const analyst = new iam.Role(this, 'Analyst', {
      assumedBy: new iam.AccountRootPrincipal(),
      description: 'May query the smart hub lake, and nothing else',
    });
    this.workgroup.grantRunQueries(analyst);
    grantReadLake(Object.values(this.tables), analyst);
    return analyst;
  }
}
