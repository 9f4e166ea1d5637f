import { nextGeneration } from '../cluster-generation';
import type { Scenario } from '../scenario';
import { changes } from './changes';
import { data } from './data';
import { jobs } from './jobs';
import { logs } from './logs';
import { queries } from './queries';
import { rehearsal } from './rehearsal';
import { config, contract } from './settings';
import { tools } from './tools';

/** Apache Zeppelin on EMR: four notes over a lake, a catalog and PostgreSQL. */
export const scenario = {
  id: 'emr-zeppelin',
  article: { title: 'Getting Started with Apache Zeppelin on Amazon EMR, using AWS Glue, RDS, and S3', published: '2019-11' },
  story:
    'A data scientist explores the sales of a bakery and the ratings of films in notebooks on a cluster, in PySpark and SQL with charts. ' +
    'Crawlers create tables of what the notes write into the lake; PostgreSQL gets the same ratings and is queried by Python, by Spark and by Zeppelin. ' +
    'The cluster has one node to try things out, or four for the large set.',
  idle: 'an EMR node, a small PostgreSQL and a NAT gateway: about ten dollars a day, three of them once the cluster has terminated',
  flow: [
    'sources: files of the bakery and of MovieLens go to the data bucket',
    'notes 1 and 2: CSV becomes Parquet, is counted, joined and charted by PySpark and SQL paragraphs',
    'crawlers: seven tables in the Glue catalog, which note 3 queries with Spark SQL',
    'note 4: four tables in PostgreSQL, filled by Python and queried in three ways',
    'run: each note with a job that prints the time of each paragraph, or by hand in the browser',
  ],
  config,
  contract,
  jobs,
  queries,
  tools,
  logs,
  data,
  rehearsal,
  changes,
  settle: async ({ config, contract, aws, task }) => ({
    clusterGeneration: await nextGeneration(config.clusterGeneration, { id: contract.cluster, generation: contract.clusterGeneration }, aws, task),
  }),
} satisfies Scenario<typeof config, typeof contract>;
