import { consoleUrl } from '../console';
import type { Deployed } from '../places';
import type { LogSource, Parts, Tool } from '../scenario';
import type { Config, Contract } from './settings';

type Estate = Deployed<Config, Contract>;

/** Pages of the estate itself and of the AWS console; what runs in the cluster has its tools in the part of the cluster. */
export const tools = {
  ui: page('page that shows greetings', ({ contract }) => contract.uiUrl),
  dashboard: page('CloudWatch dashboard', ({ aws, contract }) =>
    consoleUrl(aws.target, 'cloudwatch/home', `dashboards/dashboard/${contract.dashboard}`),
  ),
  insights: page('Container Insights of the cluster', ({ aws, contract }) =>
    consoleUrl(
      aws.target,
      'cloudwatch/home',
      `container-insights:performance/EKS:Cluster?~(query~(controls~(CW*3a*3aEKS.cluster~(~'${contract.clusterName}))))`,
    ),
  ),
  cluster: page('cluster in the console of EKS', ({ aws, contract }) => consoleUrl(aws.target, 'eks/home', `/clusters/${contract.clusterName}`)),
  rabbitmq: page('broker in the console of Amazon MQ; its own console is reached from the network alone', ({ aws, contract }) =>
    consoleUrl(aws.target, 'amazon-mq/home', `/brokers/details?id=${contract.broker}`),
  ),
} satisfies Parts<Tool>;

/** Where AWS keeps logs of the estate. */
export const logs = {
  containers: source('what all containers print, proxies included', ({ contract }) => [contract.applicationLog]),
  'control-plane': source('API server, audit, authenticator, controller manager and scheduler', ({ contract }) => [contract.controlPlaneLog]),
  database: source('who did what in the database, and what was slow', ({ contract }) => contract.databaseLogs.split(',')),
  broker: {
    summary: 'what the broker logs',
    async read({ contract, aws, since }) {
      const groups = await aws.logs.groups(contract.brokerLogPrefix);
      const lines = await Promise.all(groups.map((group) => aws.logs.read({ group, since })));
      return lines.flat().sort((one, other) => one.time.getTime() - other.time.getTime());
    },
  },
} satisfies Parts<LogSource>;

function page(summary: string, url: (estate: Estate) => string) {
  return { summary, open: async (estate) => ({ url: url(estate) }) };
}

function source(summary: string, groupsOf: (estate: Estate) => readonly string[]) {
  return {
    summary,
    async read({ since, ...estate }) {
      const lines = await Promise.all(groupsOf(estate).map((group) => estate.aws.logs.read({ group, since })));
      return lines.flat().sort((one, other) => one.time.getTime() - other.time.getTime());
    },
  };
}
