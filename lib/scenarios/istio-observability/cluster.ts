import type { Protocol } from '../../../workloads/greeting-service/service/configuration';
import type { ClusterPart } from '../scenario';
import { installationAnywhere } from './cluster/installation';
import { clusterJobs } from './cluster/jobs';
import { clusterLogs } from './cluster/logs';
import { clusterQueries } from './cluster/queries';
import { clusterTools } from './cluster/tools';
import type { Config } from './settings';

/** What needs a Kubernetes cluster and nothing of AWS. */
export function clusterPart(protocol: Protocol): ClusterPart<Config> {
  return {
    installation: ({ config }) => installationAnywhere(protocol, config),
    jobs: clusterJobs(protocol),
    queries: clusterQueries(protocol),
    tools: clusterTools(protocol),
    logs: clusterLogs(protocol),
  };
}
