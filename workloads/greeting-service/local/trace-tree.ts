import type { Span, SpanSink } from '../service/tracing';

/** Keeps spans in this process. */
export function spanCollector(): SpanSink & { readonly spans: readonly Span[] } {
  const spans: Span[] = [];
  return {
    spans,
    record: (span) => spans.push(span),
    async close() {},
  };
}

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

/** A tree as lines of text: service, kind, name, milliseconds. */
export function drawn(node: TraceNode, depth = 0): string[] {
  const { service, kind, name, start, end, failed } = node.span;
  const line = `${'  '.repeat(depth)}${service} ${kind} ${name} ${(end - start).toFixed(1)} ms${failed ? ' failed' : ''}`;
  return [line, ...node.children.flatMap((child) => drawn(child, depth + 1))];
}
