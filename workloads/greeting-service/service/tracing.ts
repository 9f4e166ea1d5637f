import { randomBytes } from 'node:crypto';
import { contextOf, isSampled, type PropagatedHeaders, withSpan } from './propagation';

export type SpanKind = 'server' | 'client';
export type SpanAttributes = Readonly<Record<string, string | number>>;

/** A finished OpenTelemetry span. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  /** Name of the service. */
  readonly service: string;
  readonly name: string;
  readonly kind: SpanKind;
  /** Milliseconds since 1970, with fractions. */
  readonly start: number;
  readonly end: number;
  readonly failed: boolean;
  readonly attributes: SpanAttributes;
}

/** Receives finished spans. Must neither throw nor block. */
export interface SpanSink {
  record(span: Span): void;
  /** Flushes queued spans. */
  close(): Promise<void>;
}

/** A span in progress. */
export interface OpenSpan {
  /** Trace headers for calls within the span. */
  readonly headers: PropagatedHeaders;
  readonly traceId?: string;
  /** Starts a client span within this one. */
  child(name: string): OpenSpan;
  end(failed: boolean, attributes?: SpanAttributes): void;
}

/** Starts the server span of an incoming request. */
export type Tracer = (name: string, headers: PropagatedHeaders) => OpenSpan;

/**
 * Without a sink the headers are forwarded unchanged, as behind a sidecar, which creates the spans.
 * With a sink, the service creates spans, unless the caller decided not to sample the trace.
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

/** Creates a root client span, for what precedes the first service: an ingress gateway or a load generator. */
export function openRoot(service: string, name: string, sink: SpanSink): OpenSpan {
  return openSpan({ sink, service, traceId: randomBytes(16).toString('hex'), headers: {} }, name, 'client', undefined);
}

function untraced(headers: PropagatedHeaders): OpenSpan {
  const span: OpenSpan = { headers, traceId: contextOf(headers)?.traceId, child: () => span, end: () => {} };
  return span;
}

interface SpanContext {
  readonly sink: SpanSink;
  readonly service: string;
  readonly traceId: string;
  readonly headers: PropagatedHeaders;
}

function openSpan(around: SpanContext, name: string, kind: SpanKind, parentSpanId: string | undefined): OpenSpan {
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
