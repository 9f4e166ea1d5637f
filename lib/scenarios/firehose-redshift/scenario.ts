import type { Scenario } from '../scenario';
import { changes } from './changes';
import { data } from './data';
import { jobs, localJobs } from './jobs';
import { queries } from './queries';
import { rehearsal } from './rehearsal';
import { config, contract } from './settings';
import { jdbc, logs, tools } from './tools';

/** Sensor readings, streamed into a star schema in Redshift. */
export const scenario = {
  id: 'firehose-redshift',
  article: {
    title: 'Streaming Analytics with Data Warehouses, using Amazon Kinesis Data Firehose, Amazon Redshift, and Amazon QuickSight',
    published: '2020-10',
  },
  story:
    'Six sensors send a temperature a minute. Firehose buffers the readings and copies them into Redshift, where they meet a star schema that says which sensor hangs where and when it was serviced. ' +
    'Views give averages and statistics a minute after a reading, and a query measures that minute. ' +
    'By configuration the warehouse is private instead, and Redshift fetches the readings itself.',
  idle: 'next to nothing without servers: storage; queries are billed by the second, and each COPY of a buffer is one, at 8 RPU while the stream runs; a cluster is billed by the hour',
  flow: [
    'simulator: six sensors send readings in batches, and again what was refused',
    'Firehose: a function keeps out what is no reading; buffers go to S3 as GZIP JSON, with a manifest each, after 60 seconds or 1 MiB',
    'Redshift: COPY by manifest fills sensor.message; with autocopy a COPY job does, with streaming a materialized view reads the stream',
    'views join the readings with the star schema: detail, counts, averages, the last half hour, statistics, latency',
  ],
  config,
  byHand: ['For QuickSight: with direct give quickSightCidr, then add a Redshift data source and data sets on the views; no command does that'],
  remains: ['Snapshots that somebody took by hand: they are theirs to delete'],
  contract,
  jobs,
  localJobs,
  queries,
  tools,
  logs,
  data,
  jdbc,
  rehearsal,
  changes,
} satisfies Scenario<typeof config, keyof typeof contract>;
