import { answerOrder } from '../../../../workloads/greeting-service/graph';
import type { Protocol } from '../../../../workloads/greeting-service/service/configuration';
import { tableOf } from '../../../contract/table';
import { greetingUrl } from '../../greeting-platform/local-services';
import { faultIn, servicesIn } from '../../greeting-platform/response';
import { kit } from '../../greeting-platform/settings';
import { collectorOf } from './platform';

/** Who calls in the trace: what stands in front of the first service in the mesh. */
const CALLER = 'istio-ingressgateway';

export function callOnce(protocol: Protocol) {
  return kit.step({
    title: 'Ask once for greetings',
    needs: ['services'],
    async run({ engines: { services }, publish }) {
      const { openRoot } = await import('../../../../workloads/greeting-service/service/tracing');
      const { record } = collectorOf(services);
      const root = openRoot(CALLER, 'GET /api/greeting', { record, async close() {} });
      const answer = await fetch(greetingUrl(protocol, services.running.portOf), { headers: { ...root.headers } });
      const body = await answer.text();
      root.end(!answer.ok);

      const parsed = JSON.parse(body);
      const greetings: readonly Record<string, string>[] = protocol === 'grpc' ? parsed.greeting : parsed;
      publish('Answer of one call', tableOf(greetings));
      return {
        status: answer.status,
        contentType: answer.headers.get('content-type') ?? '',
        greetings: greetings.length,
        services: servicesIn(protocol, body).join(', '),
        expectedServices: answerOrder(protocol).join(', '),
        fields: [...new Set(greetings.flatMap(Object.keys))].join(', '),
        valid: faultIn(protocol, body) === undefined,
        traceId: root.traceId ?? '',
      };
    },
  });
}
