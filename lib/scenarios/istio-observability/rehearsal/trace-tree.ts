import type { Span } from '../../../../workloads/greeting-service/service/tracing';

/** A span with the spans that it caused, in the order in which they began. */
export interface TraceNode {
  readonly span: Span;
  readonly children: readonly TraceNode[];
}

/** The trees of the spans, one for each span whose parent is not among them. */
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
