import { primaryNode } from '../emr-node';
import type { Parts, Tool } from '../scenario';
import { kit, REPLACE_CLUSTER } from './settings';

/** Superset through a forwarded port, and console pages. */
export const tools = {
  superset: kit.tunnel('Superset, through a port that Session Manager forwards', async ({ contract, aws }) => ({
    instanceId: await primaryNode(aws, contract.cluster, REPLACE_CLUSTER),
    port: Number(contract.port),
  })),
  password: kit.secretPage('secret with the password of SupersetAdmin', ({ contract }) => contract.adminSecret),
  cluster: kit.consolePage('cluster in the EMR console', 'emr/home', ({ contract }) => `/clusterDetails/${contract.cluster}`),
  athena: kit.consolePage('query editor of Athena', 'athena/home', '/query-editor'),
} satisfies Parts<Tool>;
