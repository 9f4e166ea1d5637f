import type { Scenario } from '../scenario';
import { changes } from './changes';
import { jobs } from './jobs';
import { logs } from './logs';
import { queries } from './queries';
import { rehearsal } from './rehearsal';
import { config, contract } from './settings';
import { protections, stop } from './teardown';
import { tools } from './tools';

/** Three DAGs on Amazon MWAA, each of which makes a cluster of EMR for one run. */
export const scenario = {
  id: 'emr-mwaa',
  article: { title: 'Running Spark Jobs on Amazon EMR with Apache Airflow', published: '2020-12' },
  story:
    'Airflow runs Spark jobs on clusters that live for one run: a DAG makes a cluster of EMR, adds steps, watches each of them, and sees to it that the cluster goes. ' +
    'The first DAG has everything in its file, the second takes places from variables, and the third reads cluster and steps from two JSON files that other teams own. ' +
    'It works on the lake, the network and the roles of emr-pyspark.',
  idle: 'the environment about seven dollars a day and the two NAT gateways about two more, whether or not a DAG runs',
  flow: [
    'deploy: a network of its own, a versioned bucket, and the Airflow environment',
    'upload: DAGs go to the bucket of the environment, JSON files to the work bucket of emr-pyspark, variables into Airflow',
    'run: a request to the REST API starts a DAG run; its tasks make a cluster, add steps and watch them',
    'end: the cluster terminates when its steps have ended; a teardown task makes sure',
  ],
  config,
  contract,
  jobs,
  queries,
  tools,
  logs,
  protections,
  stop,
  rehearsal,
  changes,
} satisfies Scenario<typeof config, typeof contract>;
