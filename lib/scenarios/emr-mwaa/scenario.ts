import type { Scenario } from '../scenario';
import { changes } from './changes';
import { jobs } from './jobs';
import { launches } from './launches';
import { logs } from './logs';
import { queries } from './queries';
import { rehearsal } from './rehearsal';
import { config, contract } from './settings';
import { protections, stop } from './teardown';
import { tools } from './tools';

/** Three DAGs on Amazon MWAA, each of which creates a transient EMR cluster. */
export const scenario = {
  id: 'emr-mwaa',
  article: { title: 'Running Spark Jobs on Amazon EMR with Apache Airflow', published: '2020-12' },
  story:
    'Airflow runs Spark jobs on transient clusters: a DAG creates an EMR cluster, adds steps, watches each with a sensor, and terminates the cluster. ' +
    'The first DAG defines everything in its file, the second takes locations from variables, and the third reads cluster and steps from two JSON files of other teams. ' +
    'It uses the lake, the VPC and the roles of emr-pyspark.',
  idle: 'the environment about seven dollars a day and the two NAT gateways about two more, whether or not a DAG runs',
  flow: [
    'deploy: a VPC, a versioned bucket, and the Airflow environment',
    'upload: DAGs go to the bucket of the environment, JSON files to the work bucket of emr-pyspark, variables into Airflow',
    'run: a request to the REST API starts a DAG run; its tasks create a cluster, add steps and watch them',
    'end: the cluster terminates when its steps have ended; a teardown task ensures it',
  ],
  config,
  launches: () => launches,
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
