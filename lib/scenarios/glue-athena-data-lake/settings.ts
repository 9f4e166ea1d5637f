import { z } from 'zod';
import { flag, glueDatabase, ttlHours, wholeNumber } from '../params';
import { scenarioKit } from '../scenario';

/** What can be configured. */
export const config = z.object({
  databaseName: glueDatabase('smart_hub_data_catalog').describe('Glue database of the lake'),
  scanLimitMb: wholeNumber(10, 1_000_000).default(1_000).describe('most megabytes that one query may scan'),
  glueVersion: z.enum(['5.1', '6.0']).default('5.1').describe('Glue version of the Spark job'),
  withDashboard: flag.default(false).describe('also deploy the QuickSight dashboard; needs a QuickSight subscription'),
  quicksightPrincipal: z
    .string()
    .regex(/^(arn:[a-z-]+:quicksight:[a-z0-9-]+:\d{12}:(user|group)\/.+)?$/, 'ARN of a QuickSight user or group')
    .default('')
    .describe('who may see the dashboard; needed with withDashboard'),
  ttlHours,
});

/** What the stacks publish. */
export const contract = {
  dataBucket: 'bucket of the lake',
  scriptBucket: 'bucket for what Spark puts aside; its program is an asset of the deployment',
  logBucket: 'bucket of Spark event logs and access logs',
  database: 'Glue database of the lake',
  workgroup: 'Athena workgroup of people and of the dashboard, with enforced settings',
  functionWorkgroup: 'Athena workgroup of the functions, where a CTAS may say where its table goes',
  resultsLocation: 'where Athena writes results',
  rawCrawlers: 'crawlers of the raw data, separated by commas',
  ratesCrawler: 'crawler of the rates as Parquet',
  enrichedCrawler: 'crawler of the enriched readings',
  compactedCrawler: 'crawler of the compacted readings',
  ratesJob: 'Glue job that turns the rates into Parquet',
  dataFunction: 'function that turns the readings into Parquet',
  locationsFunction: 'function that turns the locations into Parquet',
  mappingsFunction: 'function that turns the sensor mappings into Parquet',
  enrichFunction: 'function that enriches the readings of a hub',
  compactFunction: 'function that compacts the enriched readings',
  pipeline: 'state machine that runs everything in order',
  analystRole: 'role that may query the lake and nothing else',
  dashboard: "QuickSight dashboard, or 'none'",
} as const;

export const kit = scenarioKit({ config, contract });
export type Config = z.infer<typeof config>;
export type ContractName = keyof typeof contract;
