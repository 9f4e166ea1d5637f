import type { Span } from '../../../../workloads/greeting-service/service/tracing';

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
