import { httpClient } from './http-client';
import { type Log, reasonOf } from './log';
import type { Span, SpanAttributes, SpanSink } from './tracing';

/** Maximum number of queued spans; while the collector is unavailable, newer spans are dropped. */
const LIMIT = 2_048;

export interface OtlpOptions {
  /** Endpoint of the collector, as in `http://jaeger:4318`. */
  readonly endpoint: string;
  readonly log: Log;
  /** Maximum delay before a span is sent, in milliseconds. @default 1000 */
  readonly everyMs?: number;
}

/** Exports spans as OTLP JSON over HTTP, in batches. Spans are lost while the collector does not answer; requests are not affected. */
export function otlpSink({ endpoint, log, everyMs = 1_000 }: OtlpOptions): SpanSink {
  const client = httpClient(endpoint);
  let waiting: Span[] = [];
  let dropped = 0;
  let isAway = false;
  let sending: Promise<void> | undefined;

  async function send(): Promise<void> {
    if (waiting.length === 0) return;
    const spans = waiting;
    waiting = [];
    try {
      const headers = { 'content-type': 'application/json' };
      const { status } = await client.send({ method: 'POST', path: '/v1/traces', headers, body: JSON.stringify(otlpOf(spans)), timeoutMs: 5_000 });
      if (status >= 300) throw new Error(`it answered ${status}`);
      isAway = false;
    } catch (error) {
      dropped += spans.length;
      // Logged once per outage.
      if (!isAway) log.warning('spans are lost: the collector does not accept them', { error: reasonOf(error), dropped });
      isAway = true;
    }
  }
  /** Sends queued spans, unless a request is in flight: then they wait for the next one. */
  function flush(): Promise<void> {
    sending ??= send().finally(() => {
      sending = undefined;
    });
    return sending;
  }
  const timer = setInterval(flush, everyMs).unref();
  return {
    record(span) {
      if (waiting.length < LIMIT) waiting.push(span);
      else dropped += 1;
    },
    async close() {
      clearInterval(timer);
      await sending;
      await flush();
      client.close();
    },
  };
}

const SPAN_KIND = { server: 2, client: 3 } as const;
const STATUS_OK = 1;
const STATUS_ERROR = 2;

/** Body of an OTLP export request. */
export function otlpOf(spans: readonly Span[]) {
  const services = [...new Set(spans.map(({ service }) => service))];
  return {
    resourceSpans: services.map((service) => ({
      resource: { attributes: attributesOf({ 'service.name': service }) },
      scopeSpans: [
        {
          scope: { name: 'greeting-service' },
          spans: spans
            .filter((span) => span.service === service)
            .map(({ traceId, spanId, parentSpanId, name, kind, start, end, failed, attributes }) => ({
              traceId,
              spanId,
              ...(parentSpanId !== undefined && { parentSpanId }),
              name,
              kind: SPAN_KIND[kind],
              startTimeUnixNano: nanoseconds(start),
              endTimeUnixNano: nanoseconds(end),
              attributes: attributesOf(attributes),
              status: { code: failed ? STATUS_ERROR : STATUS_OK },
            })),
        },
      ],
    })),
  };
}

function attributesOf(attributes: SpanAttributes) {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }));
}

/** Nanoseconds since 1970 exceed the precision of a number. */
function nanoseconds(milliseconds: number): string {
  const whole = Math.floor(milliseconds);
  return `${whole}${String(Math.floor((milliseconds - whole) * 1e6)).padStart(6, '0')}`;
}
