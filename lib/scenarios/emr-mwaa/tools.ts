import { consoleUrl } from '../console';
import type { Deployed } from '../places';
import type { LogSource, Parts, Tool } from '../scenario';
import { type Config, type Contract, LOG_GROUPS } from './settings';
import { logGroup } from './teardown';

type Environment = Deployed<Config, Contract>;

/** Pages of a deployed environment. */
export const tools = {
  airflow: {
    summary: 'web server of Airflow, signed in; the address works once, within a minute',
    open: async ({ aws, contract }) => ({ url: await aws.mwaa.loginUrl(contract.environment) }),
  },
  environment: page('the environment in the console', ({ aws, contract }) =>
    consoleUrl(aws.target, 'mwaa/home', `environments/${contract.environment}`),
  ),
  clusters: page('clusters of EMR', ({ aws }) => consoleUrl(aws.target, 'emr/home', '/clusters')),
  bucket: page('DAGs in S3', ({ aws, contract }) => consoleUrl(aws.target, `s3/buckets/${contract.dagBucket}`)),
} satisfies Parts<Tool>;

/** Where it writes logs. */
export const logs = {
  'dag-processing': source('what reading the DAGs says, import errors above all', 'dag-processing'),
  scheduler: source('what the schedulers say', 'scheduler'),
  task: source('what the tasks of DAG runs say, the requests to EMR included', 'task'),
  'web-server': source('what the web server says', 'web-server'),
  worker: source('what the workers say', 'worker'),
} satisfies Parts<LogSource>;

function source(summary: string, name: keyof typeof LOG_GROUPS) {
  return { summary, read: ({ aws, contract, since }) => aws.logs.read({ group: logGroup(contract, LOG_GROUPS[name]), since }) };
}

function page(summary: string, url: (environment: Environment) => string) {
  return { summary, open: async (environment) => ({ url: url(environment) }) };
}
