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

/** Apache Superset on the primary node of an EMR cluster, with a dashboard over the lake. */
export const scenario = {
  id: 'emr-superset',
  article: {
    title: 'Installing Apache Superset on Amazon EMR: Add data exploration and visualization to your analytics cluster',
    published: '2020-12',
  },
  story:
    'EMR installs some 25 applications, but none for data exploration. A step on a running cluster adds Apache Superset to its primary node, ' +
    'with a service, three users and the drivers of the lake. A dataset, two charts and a dashboard over the sales of a bakery are imported from files.',
  idle: 'two instances, their EMR charge and a NAT gateway: about a dollar for two hours, until the cluster terminates after idleHours',
  flow: [
    'data: a CSV file of a bakery goes to the data bucket; its table is in the Glue catalog',
    'install: a step fetches the installer, installs Superset and its drivers into a virtual environment, and starts a service',
    'import: a step imports database, dataset, charts, dashboard and saved queries into Superset, for Athena, Trino or Hive',
    'show: a port that Session Manager forwards leads to the sign-in page; nothing listens to the internet',
  ],
  config,
  small: { coreCount: 0 },
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
