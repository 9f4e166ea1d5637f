import type { Scenario } from '../scenario';
import { changes } from './changes';
import { data } from './data';
import { jobs } from './jobs';
import { logs } from './logs';
import { queries } from './queries';
import { rehearsal } from './rehearsal';
import { config, contract } from './settings';
import { jdbc, tools } from './tools';

/** Smart hubs of an electricity provider: from raw JSON, CSV and XML to enriched Parquet and a dashboard. */
export const scenario = {
  id: 'glue-athena-data-lake',
  article: { title: 'Getting Started with Data Analysis on AWS using AWS Glue, Amazon Athena, and QuickSight', published: '2020-01' },
  story:
    'An electricity provider measures ten circuits of each household every five minutes. Raw JSON, CSV and XML are catalogued by crawlers, ' +
    'turned into partitioned Parquet, enriched with prices by SQL joins and shown in a dashboard. ' +
    'It is the smallest complete serverless ELT: nothing runs or costs while idle.',
  idle: 'next to nothing: the objects in S3; crawlers, queries, functions and the Spark job cost only while they run',
  flow: [
    'raw: 14 files in JSON, CSV and XML go to the data bucket; four crawlers register them',
    'transform: three functions write Parquet by Athena CTAS; a Glue Spark job converts XML, which Athena cannot read, to Parquet',
    'enrich: a function joins the readings of one hub with its location, devices and rates by ten INSERTs; another compacts the result by CTAS',
    'show: saved queries, a JDBC connection, and a QuickSight dashboard with seven visuals',
  ],
  config,
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
