import { z } from 'zod';
import { titleOf } from '../../../../workloads/greeting-service/graph';
import type { Protocol } from '../../../../workloads/greeting-service/service/configuration';
import { JobError } from '../../../errors';
import type { Chart, Check, Rehearsal } from '../../../rehearsal/rehearsal';
import { installationAnywhere } from '../../greeting-platform/installation';
import type { Config } from '../../greeting-platform/settings';
import { wholeNumber } from '../../params';
import { callOften, messages } from './load';
import { outages, queueOutages } from './outages';
import { start, stop } from './platform';
import { probes } from './probes';
import { callOnce, trace } from './trace';

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

/** Validates the manifests against the schemas of this Kubernetes version. */
function manifestsRehearsal(protocol: Protocol): Rehearsal<Config> {
  return {
    params: z.object({}),
    steps: {
      manifests: {
        title: 'Check the manifests against the schemas of Kubernetes and Istio',
        needs: [],
        async run({ config }) {
          const [{ objectsOf, chartsOf }, { manifestFindings }] = await Promise.all([
            import('../../../kubernetes/installation'),
            import('../../../kubernetes/validate'),
          ]);
          const installation = await installationAnywhere(protocol, config);
          const objects = objectsOf(installation);
          const findings = manifestFindings(objects);
          const [first] = findings;
          if (first) {
            throw new JobError({
              problem: `${findings.length} findings in the manifests`,
              got: `${first.object} ${first.field} ${first.description}`,
              fix: 'correct it',
            });
          }
          return { objects: objects.length, charts: chartsOf(installation).length, secrets: objects.filter(({ kind }) => kind === 'Secret').length };
        },
      },
    },
    checks: [{ description: 'no manifest is a Secret', fact: 'manifests.secrets', expected: 0 }],
    charts: [],
  };
}

const FIELDS = 'id, service, message, created, hostname';

/** What the spec of each protocol says that comes out; counts that depend on the number of calls are compared with it. */
function checksOf(protocol: Protocol): readonly Check[] {
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

/** Bars from one time to another; without `binned` they are drawn as lines across. */
const SECONDS = { type: 'quantitative', title: 'Seconds', bin: { binned: true }, axis: { grid: false } };

const charts: readonly Chart[] = [
  {
    title: 'Trace of one call',
    table: 'Trace of one call',
    spec: {
      width: 460,
      height: { step: 20 },
      encoding: {
        y: { field: 'span', type: 'nominal', title: null, sort: { field: '#' }, axis: { labelLimit: 320, grid: false, ticks: false, domain: false } },
        x: { field: 'from ms', type: 'quantitative', title: 'Milliseconds since the call' },
        x2: { field: 'to ms' },
      },
      layer: [
        {
          mark: { type: 'bar', height: 12, cornerRadius: 2 },
          encoding: { color: { field: 'kind', type: 'nominal', title: 'End of the hop', legend: { orient: 'bottom' } } },
        },
      ],
    },
  },
  {
    title: 'Latency of the calls, the slowest hundredth in the last bar',
    table: 'Latency of the calls',
    spec: {
      width: 460,
      height: 220,
      mark: { type: 'bar' },
      encoding: {
        x: { field: 'from ms', type: 'quantitative', title: 'Milliseconds', bin: { binned: true } },
        x2: { field: 'to ms' },
        y: { field: 'calls', type: 'quantitative', title: 'Calls' },
      },
    },
  },
  overTime('Answers while things were away', 'Answers'),
  overTime('Errors that the services logged while things were away', 'Errors', 'Errors while things were away'),
  overTime('Errors that the services logged while the queue was away', 'Errors', 'Errors while the queue was away'),
];

/** Bars of what was counted, over shades of what was away. */
function overTime(title: string, what: string, table = title): Chart {
  const x = { field: 'from s', ...SECONDS };
  return {
    title,
    table,
    spec: {
      width: 460,
      height: 220,
      layer: [
        {
          transform: [{ filter: '!isValid(datum.number)' }],
          mark: { type: 'rect', opacity: 0.18, color: '#808c96' },
          encoding: { x, x2: { field: 'to s' } },
        },
        {
          transform: [{ filter: '!isValid(datum.number)' }],
          mark: { type: 'text', align: 'left', baseline: 'top', dx: 3, dy: 3, fontSize: 11 },
          encoding: { x, y: { value: 0 }, text: { field: 'what', type: 'nominal' } },
        },
        {
          transform: [{ filter: 'isValid(datum.number)' }],
          mark: { type: 'bar' },
          encoding: {
            x,
            x2: { field: 'to s' },
            y: { field: 'number', type: 'quantitative', title: what, stack: 'zero' },
            color: { field: 'what', type: 'nominal', title: null, legend: { orient: 'bottom', columns: 1, labelLimit: 400 } },
          },
        },
      ],
    },
  };
}
