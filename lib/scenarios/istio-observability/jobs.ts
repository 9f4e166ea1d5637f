import { z } from 'zod';
import type { Protocol } from '../../../workloads/greeting-service/service/configuration';
import type { Job } from '../scenario';
import { type Config, type Contract, kit } from './settings';
import { loadParams, runLoad, runSmoke } from './traffic';

/** Jobs that reach the platform as people do, through the load balancer. */
export function jobs(protocol: Protocol): Readonly<Record<'smoke' | 'load', Job<Config, Contract>>> {
  return {
    smoke: kit.job({
      summary: 'look at the page and ask once for greetings, through the load balancer',
      needs: ['account'],
      run: ({ contract, task }) => runSmoke(protocol, { ui: contract.uiUrl, api: contract.apiUrl }, task),
    }),
    load: kit.job({
      summary: 'ask for greetings in a burst or steadily, check every answer, and measure how long it takes',
      needs: ['account'],
      params: loadParams,
      run: ({ contract, params, task }) => runLoad(protocol, { ui: contract.uiUrl, api: contract.apiUrl }, params, task),
    }),
  };
}
