import type { TraceNode } from '../../../../lib/scenarios/istio-observability/rehearsal/trace';
import type { Span, SpanSink } from '../../../../workloads/greeting-service/service/tracing';

/** Keeps spans in this process. */
export function spanRecorder(): SpanSink & { readonly spans: readonly Span[] } {
  const spans: Span[] = [];
  return {
    spans,
    record: (span) => spans.push(span),
    async close() {},
  };
}

/** A tree as lines of text: service, kind, name, milliseconds. */
export function drawn(node: TraceNode, depth = 0): string[] {
  const { service, kind, name, start, end, failed } = node.span;
  const line = `${'  '.repeat(depth)}${service} ${kind} ${name} ${(end - start).toFixed(1)} ms${failed ? ' failed' : ''}`;
  return [line, ...node.children.flatMap((child) => drawn(child, depth + 1))];
}
