import { randomBytes } from 'node:crypto';
import { contextOf, isSampled, type PropagatedHeaders, withSpan } from './propagation';

export type SpanKind = 'server' | 'client';
export type SpanAttributes = Readonly<Record<string, string | number>>;

/** One finished piece of work in a trace, as OpenTelemetry understands it. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  /** Name of the service that did it. */
  readonly service: string;
  readonly name: string;
  readonly kind: SpanKind;
  /** Milliseconds since 1970, with a fraction. */
  readonly start: number;
  readonly end: number;
  readonly failed: boolean;
  readonly attributes: SpanAttributes;
}

/** Takes finished spans. Must not throw and not wait. */
export interface SpanSink {
  record(span: Span): void;
  /** Hands over what is left. */
  close(): Promise<void>;
}

/** A piece of work that goes on. */
export interface OpenSpan {
  /** What the calls made within carry on. */
  readonly headers: PropagatedHeaders;
  readonly traceId?: string;
  /** Begins a call that is made within. */
  child(name: string): OpenSpan;
  end(failed: boolean, attributes?: SpanAttributes): void;
}

/** Begins the span of a request that has come in. */
export type Tracer = (name: string, headers: PropagatedHeaders) => OpenSpan;

/**
 * Without a sink the headers go on unchanged, which is what a service behind a sidecar has to do: the sidecar makes the spans.
 * With one, the service makes its own, unless the caller decided that the trace is not sampled.
 */
export function createTracer(service: string, sink: SpanSink | undefined): Tracer {
  if (sink === undefined) return (_, headers) => untraced(headers);
  return (name, headers) => {
    if (!isSampled(headers)) return untraced(headers);
    const caller = contextOf(headers);
    const traceId = caller?.traceId ?? randomBytes(16).toString('hex');
    return openSpan({ sink, service, traceId, headers }, name, 'server', caller?.spanId);
  };
}

/** A root span with a client's role: what stands in front of the first service, such as an ingress gateway or a load generator. */
export function openRoot(service: string, name: string, sink: SpanSink): OpenSpan {
  return openSpan({ sink, service, traceId: randomBytes(16).toString('hex'), headers: {} }, name, 'client', undefined);
}

function untraced(headers: PropagatedHeaders): OpenSpan {
  const span: OpenSpan = { headers, traceId: contextOf(headers)?.traceId, child: () => span, end: () => {} };
  return span;
}

interface Surroundings {
  readonly sink: SpanSink;
  readonly service: string;
  readonly traceId: string;
  readonly headers: PropagatedHeaders;
}

function openSpan(around: Surroundings, name: string, kind: SpanKind, parentSpanId: string | undefined): OpenSpan {
  const { sink, service, traceId } = around;
  const spanId = randomBytes(8).toString('hex');
  const start = now();
  return {
    traceId,
    headers: withSpan(around.headers, traceId, spanId, parentSpanId),
    child: (called) => openSpan(around, called, 'client', spanId),
    end: (failed, attributes = {}) => sink.record({ traceId, spanId, parentSpanId, service, name, kind, start, end: now(), failed, attributes }),
  };
}

function now(): number {
  return performance.timeOrigin + performance.now();
}
