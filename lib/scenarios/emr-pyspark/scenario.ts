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
import { transientLaunch } from './transient';

/** A bakery, films and stocks: seven PySpark jobs, and five methods to run them on EMR. */
export const scenario = {
  id: 'emr-pyspark',
  article: {
    title: 'Running PySpark Applications on Amazon EMR: Methods for Interacting with PySpark on Amazon Elastic MapReduce',
    published: '2020-12',
  },
  story:
    'A data lake has three layers: raw CSV, processed Parquet, and analyzed results. The same seven PySpark jobs convert data from one layer to the next, ' +
    'submitted by five methods: as steps of a long-lived cluster, by Run Command on its primary node, on a transient cluster, ' +
    'by Step Functions state machines that create and terminate a cluster, and on EMR Serverless.',
  idle: 'about 1.30 dollars an hour for the long-lived cluster of the environment dev until it has been idle for an hour, then about 1.10 a day for the NAT gateway',
  flow: [
    'raw: 38 CSV files go to the raw bucket; a crawler registers them as nine tables',
    'process: three jobs write Parquet, films by table and stocks by symbol; another crawler registers nine tables',
    'analyze: four jobs read Parquet, by path or through the Glue catalog, and write each result as Parquet and as one CSV file',
    'submit: EMR steps, Run Command, a transient cluster, Step Functions, or EMR Serverless; programs find the lake by arguments or by SSM parameters',
  ],
  config,
  small: { environment: 'small' },
  launches: ({ config }) => [transientLaunch(config)],
  contract,
  jobs,
  queries,
  tools,
  logs,
  data,
  rehearsal,
  changes,
  settle: async ({ config, contract, aws, task }) => ({
    clusterGeneration: await nextGeneration(config.clusterGeneration, { id: contract.clusterId, generation: contract.clusterGeneration }, aws, task),
  }),
} satisfies Scenario<typeof config, typeof contract>;
