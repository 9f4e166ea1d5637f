import { createServer } from 'node:http';
import type { Span } from '../../../../workloads/greeting-service/service/tracing';
import { listenOnLoopback } from '../../../rehearsal/engines/loopback';

/** A collector on the loopback address that takes OTLP JSON and keeps the spans. */
export interface SpanCollector {
  readonly url: string;
  /** Spans that have arrived, and those that were recorded here. */
  readonly spans: readonly Span[];
  /** Records a span of the caller of the services. */
  record(span: Span): void;
  stop(): Promise<void>;
}

interface OtlpValue {
  readonly stringValue?: string;
  readonly intValue?: string;
}

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: OtlpValue }[];
  readonly status: { readonly code: number };
}

interface OtlpRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { readonly key: string; readonly value: OtlpValue }[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

const CLIENT = 3;
const ERROR = 2;

export async function spanCollector(): Promise<SpanCollector> {
  const spans: Span[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    spans.push(...spansOf(JSON.parse(Buffer.concat(parts).toString())));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  const { port, stop } = await listenOnLoopback(server);
  return { url: `http://127.0.0.1:${port}`, spans, record: (span) => spans.push(span), stop };
}

/** Spans of an OTLP export request. */
export function spansOf({ resourceSpans }: OtlpRequest): Span[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
    return scopeSpans.flatMap(({ spans }) =>
      spans.map(
        ({ traceId, spanId, parentSpanId, name, kind, startTimeUnixNano, endTimeUnixNano, attributes, status }): Span => ({
          traceId,
          spanId,
          parentSpanId,
          service,
          name,
          kind: kind === CLIENT ? 'client' : 'server',
          start: Number(startTimeUnixNano) / 1e6,
          end: Number(endTimeUnixNano) / 1e6,
          failed: status.code === ERROR,
          attributes: Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)])),
        }),
      ),
    );
  });
}
