import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Metrics of a service in the Prometheus text format. */
export interface Metrics {
  /** A finished request. `code` is the HTTP status, or the name of the gRPC status. */
  answered(method: string, route: string, code: string, seconds: number): void;
  /** A finished call to a child. */
  called(child: string, succeeded: boolean, seconds: number): void;
  stored(succeeded: boolean): void;
  published(succeeded: boolean): void;
  consumed(outcome: 'stored' | 'dropped' | 'returned'): void;
  readonly contentType: string;
  text(): Promise<string>;
}

/** Buckets in seconds: a hop takes milliseconds, a request with an unavailable dependency up to ten seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export interface MetricsOptions {
  readonly service: string;
  readonly isReady: () => boolean;
  /** Adds process metrics (memory, CPU, garbage collection), for processes that run one service only. */
  readonly ofProcess: boolean;
}

export function createMetrics({ service, isReady, ofProcess }: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  registry.setDefaultLabels({ service });
  if (ofProcess) collectDefaultMetrics({ register: registry });

  const requests = new Histogram({
    registers,
    name: 'greeting_request_duration_seconds',
    help: 'Duration of a request',
    labelNames: ['method', 'route', 'code'],
    buckets: BUCKETS,
  });
  const calls = new Histogram({
    registers,
    name: 'greeting_call_duration_seconds',
    help: 'Duration of a call to another service',
    labelNames: ['child', 'outcome'],
    buckets: BUCKETS,
  });
  const stores = new Counter({ registers, name: 'greeting_documents_total', help: 'Documents written to the database', labelNames: ['outcome'] });
  const publications = new Counter({
    registers,
    name: 'greeting_messages_published_total',
    help: 'Messages published to the queue',
    labelNames: ['outcome'],
  });
  const deliveries = new Counter({
    registers,
    name: 'greeting_messages_consumed_total',
    help: 'Messages consumed from the queue',
    labelNames: ['outcome'],
  });
  const ready: Gauge = new Gauge({
    registers,
    name: 'greeting_ready',
    help: '1 if the service is ready for requests, otherwise 0',
    collect: () => ready.set(isReady() ? 1 : 0),
  });

  const outcome = (succeeded: boolean) => ({ outcome: succeeded ? 'ok' : 'failed' });
  return {
    answered: (method, route, code, seconds) => requests.observe({ method, route, code }, seconds),
    called: (child, succeeded, seconds) => calls.observe({ child, ...outcome(succeeded) }, seconds),
    stored: (succeeded) => stores.inc(outcome(succeeded)),
    published: (succeeded) => publications.inc(outcome(succeeded)),
    consumed: (how) => deliveries.inc({ outcome: how }),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
