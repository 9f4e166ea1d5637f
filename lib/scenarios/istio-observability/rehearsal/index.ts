import { z } from 'zod';
import type { Protocol } from '../../../../workloads/greeting-service/service/configuration';
import type { Rehearsal } from '../../../rehearsal/rehearsal';
import type { Config } from '../../greeting-platform/settings';
import { wholeNumber } from '../../params';
import { manifestsRehearsal } from '../manifests-rehearsal';
import { callOnce } from './call';
import { charts } from './charts';
import { checksOf } from './checks';
import { callOften } from './load';
import { outages } from './outages';
import { database, queue, start, stop } from './platform';
import { probes } from './probes';
import { trace } from './trace';

/** What `rehearse --param` takes. */
const params = z.object({
  calls: wholeNumber(1, 100_000).default(1_000).describe('calls of the load'),
  concurrency: wholeNumber(1, 500).default(25).describe('calls at the same time'),
});

/** The eight services, their page and, for gRPC, their gateway as processes of this machine: called, loaded, broken and repaired. */
export function rehearsalOf(protocol: Protocol): Rehearsal<Config> {
  const manifests = manifestsRehearsal(protocol);
  return {
    params,
    steps: {
      ...manifests.steps,
      queue,
      database,
      start: start(protocol),
      probes: probes(protocol),
      call: callOnce(protocol),
      trace: trace(protocol),
      load: callOften(protocol),
      outages: outages(protocol),
      stop,
    },
    checks: [...manifests.checks, ...checksOf(protocol)],
    charts: [...manifests.charts, ...charts],
  };
}
