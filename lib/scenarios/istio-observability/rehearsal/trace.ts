import { answerOrder } from '../../../../workloads/greeting-service/graph';
import type { Protocol } from '../../../../workloads/greeting-service/service/configuration';
import type { Span } from '../../../../workloads/greeting-service/service/tracing';
import { tableOf } from '../../../contract/values';
import { greetingUrl } from '../../greeting-platform/local-services';
import { kit } from '../../greeting-platform/settings';
import { faultIn, servicesIn } from '../../greeting-platform/traffic';
import { collectorOf, comesTrue } from './platform';

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

/** Spans of one call, as the articles count them: one at each end of each of 7 or 8 hops. */
const SPANS: Readonly<Record<Protocol, number>> = { rest: 14, grpc: 16 };

/** Services send their spans once a second. */
const ARRIVAL_MS = 10_000;

export function trace(protocol: Protocol) {
  return kit.step({
    title: 'Draw the trace of that call',
    needs: ['services'],
    async run({ engines: { services }, fact, publish, task }) {
      const collector = collectorOf(services);
      const traceId = fact('call.traceId');
      const spans = () => collector.spans.filter((span) => span.traceId === traceId);
      await comesTrue(() => spans().length >= SPANS[protocol], ARRIVAL_MS, task.signal);

      const trees = traceTrees(spans());
      const begin = Math.min(...spans().map(({ start }) => start));
      const rows = trees.flatMap((tree) => lines(tree, 0, begin));
      publish('Trace of one call', {
        columns: ['#', 'span', 'service', 'kind', 'from ms', 'to ms', 'ms'],
        rows: rows.map((row, at) => [at + 1, ...row]),
      });
      const participants = new Set(spans().map(({ service }) => service));
      return {
        spans: spans().length,
        expectedSpans: SPANS[protocol],
        services: participants.size,
        roots: trees.length,
        root: trees[0]?.span.service ?? 'none',
        failed: spans().filter(({ failed }) => failed).length,
        spansOfF: spans().filter(({ service }) => service === 'Service F').length,
        depth: Math.max(0, ...trees.map(depthOf)),
        milliseconds: rounded(Math.max(...spans().map(({ end }) => end)) - begin),
      };
    },
  });
}

type Line = [span: string, service: string, kind: string, from: number, to: number, milliseconds: number];

function lines({ span, children }: TraceNode, depth: number, begin: number): Line[] {
  const { service, kind, name, start, end } = span;
  // Reports collapse plain spaces.
  const label = `${'\u00a0\u00a0'.repeat(depth)}${service}: ${name}`;
  const own: Line = [label, service, kind, rounded(start - begin), rounded(end - begin), rounded(end - start)];
  return [own, ...children.flatMap((child) => lines(child, depth + 1, begin))];
}

function depthOf({ children }: TraceNode): number {
  return 1 + Math.max(0, ...children.map(depthOf));
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}

/** A span with its child spans, in order of start time. */
export interface TraceNode {
  readonly span: Span;
  readonly children: readonly TraceNode[];
}

/** Builds trees of spans, one for each span without its parent among them. */
export function traceTrees(spans: readonly Span[]): TraceNode[] {
  const byParent = new Map<string | undefined, Span[]>();
  const known = new Set(spans.map(({ spanId }) => spanId));
  for (const span of spans) {
    const parent = span.parentSpanId !== undefined && known.has(span.parentSpanId) ? span.parentSpanId : undefined;
    byParent.set(parent, [...(byParent.get(parent) ?? []), span]);
  }
  const nodesOf = (parent: string | undefined): TraceNode[] =>
    (byParent.get(parent) ?? []).sort((one, other) => one.start - other.start).map((span) => ({ span, children: nodesOf(span.spanId) }));
  return nodesOf(undefined);
}
