/** Headers, in lower case, that a request forwards to downstream calls. All others are dropped. */
export const propagatedHeaders = [
  'x-request-id',
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-parentspanid',
  'x-b3-sampled',
  'x-b3-flags',
  'x-ot-span-context',
  'b3',
  'traceparent',
  'tracestate',
  'baggage',
] as const;

/** Timeout header of REST calls, in milliseconds. Set for each call; gRPC has its own. */
export const timeoutHeader = 'x-request-timeout-ms';

export type PropagatedHeaders = Readonly<Partial<Record<(typeof propagatedHeaders)[number], string>>>;

/** Returns the headers of an incoming request that are forwarded unchanged. Empty headers are dropped, because an empty one would end the trace. */
export function propagated(incoming: (name: string) => unknown): PropagatedHeaders {
  const headers: Partial<Record<(typeof propagatedHeaders)[number], string>> = {};
  for (const name of propagatedHeaders) {
    const value = incoming(name);
    if (typeof value === 'string' && value.trim() !== '') headers[name] = value;
  }
  return headers;
}

/** Trace context of a request. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** Span id of the caller, 16 hexadecimal digits. */
  readonly spanId?: string;
}

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-|$)/;
const B3 = /^([0-9a-f]{16}|[0-9a-f]{32})-([0-9a-f]{16})(?:-[01d])?(?:-[0-9a-f]{16})?$/i;
const B3_DENIED = /^(?:[0-9a-f]+-[0-9a-f]{16}-)?0(?:-[0-9a-f]{16})?$/i;
const TRACE_ID = /^(?!0+$)([0-9a-f]{16}|[0-9a-f]{32})$/i;
const SPAN_ID = /^(?!0+$)[0-9a-f]{16}$/i;

/** Trace context of a request: from W3C, else from single-header B3, else from multi-header B3. Undefined if none is well formed. */
export function contextOf(headers: PropagatedHeaders): TraceContext | undefined {
  const [, traceId, spanId] = TRACEPARENT.exec(headers.traceparent ?? '') ?? [];
  const [, singleTraceId, singleSpanId] = B3.exec(headers.b3 ?? '') ?? [];
  return context(traceId, spanId) ?? context(singleTraceId, singleSpanId) ?? context(headers['x-b3-traceid'], headers['x-b3-spanid']);
}

/** False if the caller's sampling decision is negative. No decision counts as sampled. */
export function isSampled(headers: PropagatedHeaders): boolean {
  const flags = TRACEPARENT.exec(headers.traceparent ?? '')?.[3];
  if (flags !== undefined) return (Number.parseInt(flags, 16) & 1) === 1;
  if (headers.b3 !== undefined) return !B3_DENIED.test(headers.b3);
  return headers['x-b3-sampled'] !== '0' || headers['x-b3-flags'] === '1';
}

/** Headers for a call with span `spanId`. Rewrites each incoming trace header in its own format; adds a W3C header if none came in. */
export function withSpan(headers: PropagatedHeaders, traceId: string, spanId: string, parentSpanId: string | undefined): PropagatedHeaders {
  const { 'x-b3-parentspanid': _replaced, ...others } = headers;
  const b3 = headers.b3 !== undefined;
  const several = headers['x-b3-traceid'] !== undefined;
  return {
    ...others,
    ...((headers.traceparent !== undefined || !(b3 || several)) && { traceparent: `00-${traceId}-${spanId}-01` }),
    ...(b3 && { b3: [traceId, spanId, '1', parentSpanId].filter((part) => part !== undefined).join('-') }),
    ...(several && { 'x-b3-traceid': traceId, 'x-b3-spanid': spanId, 'x-b3-sampled': '1' }),
    ...(several && parentSpanId !== undefined && { 'x-b3-parentspanid': parentSpanId }),
  };
}

function context(traceId = '', spanId = ''): TraceContext | undefined {
  if (!TRACE_ID.test(traceId)) return undefined;
  return { traceId: traceId.toLowerCase().padStart(32, '0'), spanId: SPAN_ID.test(spanId) ? spanId.toLowerCase() : undefined };
}
