import { z } from 'zod';
import type { Protocol } from '../../../../workloads/greeting-service/service/configuration';
import type { Clustered } from '../../places';
import type { Job, Parts } from '../../scenario';
import { type Config, kit } from '../settings';
import { loadParams, type Origins, runLoad, runSmoke } from '../traffic';
import { throughPort } from './ask';
import { placeOf } from './places';

/** Jobs that reach the platform by a forwarded port of its gateway. */
export function clusterJobs(protocol: Protocol): Parts<Job> {
  return {
    smoke: kit.job({
      summary: 'look at the page and ask once for greetings',
      needs: ['cluster'],
      run: (context) => throughGateway(protocol, context, (origins) => runSmoke(protocol, origins, context.task)),
    }),
    load: kit.job({
      summary: 'ask for greetings in a burst or steadily, check every answer, and measure how long it takes',
      needs: ['cluster'],
      params: loadParams,
      run: (context) => throughGateway(protocol, context, (origins) => runLoad(protocol, origins, context.params, context.task)),
    }),
  };
}

async function throughGateway<T>(
  protocol: Protocol,
  { config, cluster, task }: Clustered<Config>,
  work: (origins: Origins) => Promise<T>,
): Promise<T> {
  return throughPort(cluster, await placeOf(protocol, config, 'ui'), task, (origin) => work({ ui: origin, api: origin }));
}
