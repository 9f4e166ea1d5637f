import type { Protocol } from '../../../../workloads/greeting-service/service/configuration';
import { kit } from '../../greeting-platform/settings';
import { comesTrue } from './comes-true';
import { collectorOf } from './platform';
import { type TraceNode, traceTrees } from './trace-tree';

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
