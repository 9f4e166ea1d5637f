import { z } from 'zod';
import type { Task } from '../../contract/task';
import type { Table } from '../../contract/values';
import { wholeNumber } from '../params';
import { askJson } from './forwarded';
import type { Config } from './settings';

export const tracesParams = z.object({
  service: z.string().min(1).default('istio-ingressgateway.istio-system').describe('service in each trace'),
  limit: wholeNumber(1, 1_000).default(20).describe('maximum number of traces'),
});

/** The newest traces of a tracer, without those that have no start time. */
export async function tracesIn(tracing: Config['tracing'], origin: string, params: z.infer<typeof tracesParams>, task: Task): Promise<Table> {
  const traces = (await READERS[tracing](origin, params, task)).flatMap(rowsOf);
  const newest = traces.sort((one, other) => other.startedMs - one.startedMs).slice(0, params.limit);
  return {
    columns: ['started', 'milliseconds', 'spans', 'services', 'root', 'trace'],
    rows: newest.map(({ id, startedMs, milliseconds, spans, services, root }) => [
      new Date(startedMs).toISOString(),
      milliseconds,
      spans,
      services.length,
      root,
      id,
    ]),
  };
}

const READERS: Readonly<Record<Config['tracing'], (origin: string, params: z.infer<typeof tracesParams>, task: Task) => Promise<Span[][]>>> = {
  jaeger: fromJaeger,
  zipkin: fromZipkin,
};

const RETRY = 'check that the tracer is ready, and that requests came in since it started: run … smoke';

const jaegerAnswer = z.object({
  data: z.array(
    z.object({
      traceID: z.string(),
      spans: z.array(
        z.object({
          spanID: z.string(),
          processID: z.string(),
          startTime: z.number(),
          duration: z.number(),
          references: z.array(z.object({ spanID: z.string() })).nullish(),
        }),
      ),
      processes: z.record(z.string(), z.object({ serviceName: z.string() })),
    }),
  ),
});

async function fromJaeger(origin: string, { service, limit }: z.infer<typeof tracesParams>, task: Task): Promise<Span[][]> {
  const url = new URL('/api/traces', origin);
  url.search = new URLSearchParams({ service, limit: String(limit), lookback: '1h' }).toString();
  const { data } = await askJson(jaegerAnswer, url, task, RETRY);
  return data.map(({ traceID, spans, processes }) =>
    spans.map(({ spanID, processID, startTime, duration, references }) => ({
      trace: traceID,
      id: spanID,
      parent: references?.[0]?.spanID,
      service: processes[processID]?.serviceName ?? processID,
      startedUs: startTime,
      durationUs: duration,
    })),
  );
}

const zipkinAnswer = z.array(
  z.array(
    z.object({
      traceId: z.string(),
      id: z.string(),
      parentId: z.string().optional(),
      timestamp: z.number().optional(),
      duration: z.number().optional(),
      localEndpoint: z.object({ serviceName: z.string().optional() }).optional(),
    }),
  ),
);

async function fromZipkin(origin: string, { service, limit }: z.infer<typeof tracesParams>, task: Task): Promise<Span[][]> {
  const url = new URL('/zipkin/api/v2/traces', origin);
  url.search = new URLSearchParams({ serviceName: service.toLowerCase(), limit: String(limit), lookback: '3600000' }).toString();
  const traces = await askJson(zipkinAnswer, url, task, RETRY);
  return traces.map((spans) =>
    spans.map(({ traceId, id, parentId, timestamp, duration = 0, localEndpoint }) => ({
      trace: traceId,
      id,
      parent: parentId,
      service: localEndpoint?.serviceName ?? 'unknown',
      startedUs: timestamp,
      durationUs: duration,
    })),
  );
}

/** A span, with the fields of both tracers. */
interface Span {
  readonly trace: string;
  readonly id: string;
  readonly parent: string | undefined;
  readonly service: string;
  /** Absent when only one end of a call has reported, and not the end with the times. */
  readonly startedUs: number | undefined;
  readonly durationUs: number;
}

/** A trace as a row. */
interface Trace {
  readonly id: string;
  readonly startedMs: number;
  readonly milliseconds: number;
  readonly spans: number;
  readonly services: readonly string[];
  readonly root: string;
}

/** The root is the span without a parent in the trace; the duration is from the first start to the last end. */
function rowsOf(spans: readonly Span[]): Trace[] {
  const times = spans.flatMap(({ trace, startedUs, durationUs }) =>
    startedUs === undefined ? [] : [{ trace, from: startedUs, to: startedUs + durationUs }],
  );
  const [timed] = times;
  if (!timed) return [];
  const ids = new Set(spans.map((span) => span.id));
  // With B3 both ends of a call share an id: a span is not its own parent.
  const root = spans.find(({ parent }) => parent === undefined || !ids.has(parent));
  const started = Math.min(...times.map(({ from }) => from));
  const ended = Math.max(...times.map(({ to }) => to));
  return [
    {
      id: timed.trace,
      startedMs: started / 1_000,
      milliseconds: Math.round((ended - started) / 10) / 100,
      spans: spans.length,
      services: [...new Set(spans.map(({ service }) => service))],
      root: root?.service ?? 'unknown',
    },
  ];
}
