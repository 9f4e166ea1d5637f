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
  scriptBucket: text('bucket for what Spark puts aside; its program is an asset of the deployment'),
  logBucket: text('bucket of Spark event logs and access logs'),
  database: text('Glue database of the lake'),
  workgroup: text('Athena workgroup of people and of the dashboard, with enforced settings'),
  functionWorkgroup: text('Athena workgroup of the functions, where a CTAS may say where its table goes'),
  resultsLocation: text('where Athena writes results'),
  rawCrawlers: list('crawlers of the raw data'),
  ratesCrawler: text('crawler of the rates as Parquet'),
  enrichedCrawler: text('crawler of the enriched readings'),
  compactedCrawler: text('crawler of the compacted readings'),
  ratesJob: text('Glue job that turns the rates into Parquet'),
  dataFunction: text('function that turns the readings into Parquet'),
  locationsFunction: text('function that turns the locations into Parquet'),
  mappingsFunction: text('function that turns the sensor mappings into Parquet'),
  enrichFunction: text('function that enriches the readings of a hub'),
  compactFunction: text('function that compacts the enriched readings'),
  pipeline: text('state machine that runs everything in order'),
  analystRole: text('role that may query the lake and nothing else'),
  dashboard: optional('QuickSight dashboard'),
};

export const kit = scenarioKit({ config, contract });
export type Config = z.infer<typeof config>;
export type Contract = typeof contract;
