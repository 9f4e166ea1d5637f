import type { Span, SpanSink } from '../service/tracing';

/** Collects spans in memory. */
export function spanCollector(): SpanSink & { readonly spans: readonly Span[] } {
  const spans: Span[] = [];
  return {
    spans,
    record: (span) => spans.push(span),
    async close() {},
  };
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

/** Formats a tree as lines of text: service, kind, name, milliseconds. */
export function drawn(node: TraceNode, depth = 0): string[] {
  const { service, kind, name, start, end, failed } = node.span;
  const line = `${'  '.repeat(depth)}${service} ${kind} ${name} ${(end - start).toFixed(1)} ms${failed ? ' failed' : ''}`;
  return [line, ...node.children.flatMap((child) => drawn(child, depth + 1))];
}
