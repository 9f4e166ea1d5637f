import type { Protocol } from '../../../workloads/greeting-service/service/configuration';
import type { Clustered } from '../places';
import type { Job, Parts } from '../scenario';
import { throughPort, toolOf } from './forwarded';
import { type Config, kit } from './settings';
import { loadParams, type Origins, runLoad, runSmoke } from './traffic';

const SMOKE = 'request the page and one greeting';
const LOAD = 'send requests in a burst or at a steady rate, check every response, and measure latency';

/** Jobs that call the platform through its load balancer, or with `--cluster` by a forwarded port of its gateway. */
export function jobs(protocol: Protocol) {
  return {
    smoke: [
      kit.job({
        summary: SMOKE,
        needs: ['account'],
        run: ({ contract, task }) => runSmoke(protocol, { ui: contract.uiUrl, api: contract.apiUrl }, task),
      }),
      kit.job({
        summary: SMOKE,
        needs: ['cluster'],
        run: (context) => throughGateway(protocol, context, (origins) => runSmoke(protocol, origins, context.task)),
      }),
    ],
    load: [
      kit.job({
        summary: LOAD,
        needs: ['account'],
        params: loadParams,
        run: ({ contract, params, task }) => runLoad(protocol, { ui: contract.uiUrl, api: contract.apiUrl }, params, task),
      }),
      kit.job({
        summary: LOAD,
        needs: ['cluster'],
        params: loadParams,
        run: (context) => throughGateway(protocol, context, (origins) => runLoad(protocol, origins, context.params, context.task)),
      }),
    ],
  } as const satisfies Parts<Job>;
}

async function throughGateway<T>(
  protocol: Protocol,
  { config, cluster, task }: Clustered<Config>,
  work: (origins: Origins) => Promise<T>,
): Promise<T> {
  return throughPort(cluster, await toolOf(protocol, config, 'ui'), task, (origin) => work({ ui: origin, api: origin }));
}
