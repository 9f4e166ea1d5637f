import { titleOf } from '../../../../workloads/greeting-service/graph';
import type { Protocol } from '../../../../workloads/greeting-service/service/configuration';
import type { Check } from '../../../rehearsal/rehearsal';

const FIELDS = 'id, service, message, created, hostname';

/** What the spec of each protocol says that comes out; counts that depend on the number of calls are compared with it. */
export function checksOf(protocol: Protocol): readonly Check[] {
  const isRest = protocol === 'rest';
  const order = isRest ? 'D, G, H, E, B, C, A' : 'A, B, D, E, G, H, C';
  /** Whose greetings each service stores. */
  const stored = isRest ? ({ c: 'C', g: 'G', h: 'H' } as const) : ({ c: 'A', g: 'E', h: 'E' } as const);
  return [
    { description: 'every process is ready', fact: 'start.ready', expected: true },
    {
      description: isRest ? 'eight services and a page run' : 'eight services, a gateway and a page run',
      fact: 'start.processes',
      expected: isRest ? 9 : 10,
    },
    { description: 'each process is healthy', fact: 'probes.healthy', expected: { fact: 'probes.processes' } },
    { description: 'each process shows its metrics', fact: 'probes.measured', expected: { fact: 'probes.processes' } },
    { description: 'the page proposes the API', fact: 'probes.pageProposesTheApi', expected: true },
    { description: 'the page may read answers', fact: 'probes.pageMayReadAnswers', expected: true },
    { description: 'a call is answered with 200', fact: 'call.status', expected: 200 },
    { description: 'it has seven greetings', fact: 'call.greetings', expected: 7 },
    { description: `they come in the order ${order}`, fact: 'call.services', expected: order.replace(/[A-H]/g, 'Service $&') },
    { description: 'each has the five fields', fact: 'call.fields', expected: FIELDS },
    { description: 'each has a UUID and a time', fact: 'call.valid', expected: true },
    { description: `the call is one trace of ${isRest ? 14 : 16} spans`, fact: 'trace.spans', expected: isRest ? 14 : 16 },
    { description: `${isRest ? 8 : 9} programs take part in it`, fact: 'trace.services', expected: isRest ? 8 : 9 },
    { description: 'the trace has one root', fact: 'trace.roots', expected: 1 },
    { description: 'the root is the ingress gateway', fact: 'trace.root', expected: 'istio-ingressgateway' },
    { description: 'F is no part of the trace', fact: 'trace.spansOfF', expected: 0 },
    { description: 'every call of the load succeeds, with seven greetings in order', fact: 'load.succeeded', expected: { fact: 'load.calls' } },
    { description: 'no two answers share a greeting', fact: 'load.distinctGreetings', expected: { fact: 'load.expectedGreetings' } },
    ...Object.entries(stored).flatMap(([letter, source]): Check[] => {
      const name = titleOf(letter as keyof typeof stored);
      return [
        { description: `a call is one document of ${name}`, fact: `load.documents of ${letter}`, expected: { fact: 'load.calls' } },
        { description: `${name} stores greetings of Service ${source}`, fact: `load.stored by ${letter}`, expected: `Service ${source}` },
      ];
    }),
    { description: 'a call is one document of Service F, which the queue brings', fact: 'messages.documents', expected: { fact: 'messages.calls' } },
    { description: 'Service F stores greetings of Service D', fact: 'messages.stored by f', expected: 'Service D' },
    { description: 'every call is answered while a service or the database is away', fact: 'outages.unanswered', expected: 0 },
    { description: 'service and database work again after they came back', fact: 'outages.everythingCameBack', expected: true },
    { description: 'C loses no greeting without an error line', fact: 'outages.lostByC', expected: 0 },
    { description: 'G loses no greeting without an error line', fact: 'outages.lostByG', expected: 0 },
    { description: 'every call is answered while the queue or the database is away', fact: 'queueOutages.unanswered', expected: 0 },
    { description: 'queue and database work again after they came back', fact: 'queueOutages.everythingCameBack', expected: true },
    { description: 'no message is lost without an error line of D', fact: 'queueOutages.lostByF', expected: 0 },
    { description: 'every process stops with exit code 0', fact: 'stop.withAnError', expected: 0 },
  ];
}
