import type { Scenario } from '../scenario';
import { changes } from './changes';
import { data } from './data';
import { jobs } from './jobs';
import { logs } from './logs';
import { queries } from './queries';
import { rehearsal } from './rehearsal';
import { config, contract } from './settings';
import { jdbc, tools } from './tools';

/** Sensor readings, streamed into a star schema in Redshift. */
export const scenario = {
  id: 'firehose-redshift',
  article: {
    title: 'Streaming Analytics with Data Warehouses, using Amazon Kinesis Data Firehose, Amazon Redshift, and Amazon QuickSight',
    published: '2020-10',
  },
  story:
    'Six sensors send a temperature a minute. Firehose buffers the readings and copies them into Redshift, where they are joined with a star schema of sensors, places and maintenance. ' +
    'Views give averages and statistics a minute after a reading, and a query measures that latency. ' +
    'By configuration the warehouse is private instead, and Redshift reads the data itself.',
  idle: 'next to nothing with Redshift Serverless: storage; queries, and the COPY of each buffer, are billed by the second at 8 RPU; a cluster is billed by the hour',
  flow: [
    'simulator: six sensors send readings in batches, with retries',
    'Firehose: a function filters out records that are not readings; buffers go to S3 as GZIP JSON, with a manifest each, after 60 seconds or 1 MiB',
    'Redshift: COPY by manifest fills sensor.message; with autocopy a COPY job fills it, with streaming a materialized view reads the stream',
    'views join the readings with the star schema: detail, counts, averages, the last half hour, statistics, latency',
  ],
  config,
  byHand: ['For QuickSight: with direct set quickSightCidr, then add a Redshift data source and data sets on the views'],
  remains: ['Snapshots taken by hand: delete them yourself'],
  contract,
  jobs,
  queries,
  tools,
  logs,
  data,
  jdbc,
  rehearsal,
  changes,
} satisfies Scenario<typeof config, typeof contract>;
