import { z } from 'zod';
import type { Protocol } from '../../../../workloads/greeting-service/service/configuration';
import type { Rehearsal } from '../../../rehearsal/rehearsal';
import type { Config } from '../../greeting-platform/settings';
import { wholeNumber } from '../../params';
import { manifestsRehearsal } from '../manifests-rehearsal';
import { callOnce } from './call';
import { charts } from './charts';
import { checksOf } from './checks';
import { callOften, messages } from './load';
import { outages, queueOutages } from './outages';
import { start, stop } from './platform';
import { probes } from './probes';
import { trace } from './trace';

/** What `rehearse --param` takes. */
const params = z.object({
  calls: wholeNumber(1, 100_000).default(1_000).describe('calls of the load'),
  concurrency: wholeNumber(1, 500).default(25).describe('calls at the same time'),
});

/**
 * The eight services, their page and, for gRPC, their gateway as processes of this machine: called, loaded, broken and repaired.
 *
 * Without RabbitMQ D publishes nothing and F consumes nothing, and the steps about messages are skipped.
 *
 * @param bundle folder of the bundled services. @default - the one that `npm run build` makes
 */
export function rehearsalOf(protocol: Protocol, bundle?: string): Rehearsal<Config> {
  const manifests = manifestsRehearsal(protocol);
  return {
    params,
    steps: {
      ...manifests.steps,
      start: start(protocol, bundle),
      probes: probes(protocol),
      call: callOnce(protocol),
      trace: trace(protocol),
      load: callOften(protocol),
      messages: messages(),
      outages: outages(protocol),
      queueOutages: queueOutages(protocol),
      stop,
    },
    checks: [...manifests.checks, ...checksOf(protocol)],
    charts: [...manifests.charts, ...charts],
  };
}
