import { z } from 'zod';
import { list, optional, text } from '../contract-entry';
import { scenarioKit } from '../kit';
import { flag, glueDatabase, wholeNumber } from '../params';

/** Configuration. */
export const config = z.object({
  databaseName: glueDatabase('smart_hub_data_catalog').describe('Glue database of the lake'),
  scanLimitMb: wholeNumber(10, 1_000_000).default(1_000).describe('bytes scanned cutoff of a query, in MB'),
  glueVersion: z.enum(['5.1', '6.0']).default('5.1').describe('Glue version of the Spark job'),
  withDashboard: flag.default(false).describe('also deploy the QuickSight dashboard; needs a QuickSight subscription'),
  quicksightPrincipal: z
    .string()
    .regex(/^(arn:[a-z-]+:quicksight:[a-z0-9-]+:\d{12}:(user|group)\/.+)?$/, 'ARN of a QuickSight user or group')
    .default('')
    .describe('QuickSight user or group with access to the dashboard; required with withDashboard'),
});

/** Published outputs. */
export const contract = {
  dataBucket: text('bucket of the lake'),
  scriptBucket: text('bucket for temporary files of Spark; the job script is an asset of the deployment'),
  logBucket: text('bucket of Spark event logs and access logs'),
  database: text('Glue database of the lake'),
  workgroup: text('Athena workgroup of analysts and the dashboard, with enforced settings'),
  functionWorkgroup: text('Athena workgroup of the functions, which allows an explicit location in a CTAS'),
  resultsLocation: text('S3 location of Athena query results'),
  rawCrawlers: list('crawlers of the raw data'),
  ratesCrawler: text('crawler of the Parquet files of the rates'),
  enrichedCrawler: text('crawler of the enriched readings'),
  compactedCrawler: text('crawler of the compacted readings'),
  ratesJob: text('Glue job that converts the rates to Parquet'),
  dataFunction: text('function that converts the readings to Parquet'),
  locationsFunction: text('function that converts the locations to Parquet'),
  mappingsFunction: text('function that converts the sensor mappings to Parquet'),
  enrichFunction: text('function that enriches the readings of a hub'),
  compactFunction: text('function that compacts the enriched readings'),
  pipeline: text('state machine of the whole pipeline'),
  analystRole: text('role of analysts, who may only query the lake'),
  dashboard: optional('QuickSight dashboard'),
};

export const kit = scenarioKit({ config, contract });
export type Config = z.infer<typeof config>;
export type Contract = typeof contract;
