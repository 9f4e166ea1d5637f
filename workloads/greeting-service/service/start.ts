import { setMaxListeners } from 'node:events';
import { type Configuration, type ServiceConfiguration, slugOf } from './configuration';
import { within } from './deadline';
import { Greeter } from './greeter';
import type { Listening, ServerParts } from './listening';
import { type Log, reasonOf } from './log';
import { createMetrics, type Metrics } from './metrics';
import type { Consumer, MessageHandler, Publisher } from './queue';
import type { Store } from './store';
import { createTracer, type SpanSink, type Tracer } from './tracing';

/** Dependencies of the program. Missing ones are created from the configuration. */
export interface Adapters {
  readonly store?: Store;
  readonly publisher?: Publisher;
  consumer?(handle: MessageHandler): Consumer;
  readonly spans?: SpanSink;
}

export interface StartOptions {
  readonly log: Log;
  /** @default - MongoDB, AMQP and OTLP, as configured */
  readonly adapters?: Adapters;
  /** True if the process runs only this service, so that process metrics belong to it. @default false */
  readonly ownsProcess?: boolean;
}

/** A running service. */
export interface Running {
  readonly port: number;
  /** Port of metrics and health, if separate. */
  readonly metricsPort?: number;
  readonly isReady: boolean;
  /** Becomes unready, finishes requests in flight, and closes every connection within the shutdown timeout. */
  stop(): Promise<void>;
}

/** Starts the program in its configured role. @throws Error if an address is in use */
export async function start(configuration: Configuration, options: StartOptions): Promise<Running> {
  const { log, adapters = {}, ownsProcess = false } = options;
  const { name, stopTimeoutMs, otlpEndpoint } = configuration;
  const spans = adapters.spans ?? (otlpEndpoint === undefined ? undefined : (await import('./otlp')).otlpSink({ endpoint: otlpEndpoint, log }));
  let isStopping = false;
  let dependenciesAreReady = () => true;
  const isReady = () => !isStopping && dependenciesAreReady();
  const metrics = createMetrics({ service: name, isReady, ofProcess: ownsProcess });
  const tracer = createTracer(name, spans);
  const parts = { log, metrics, isReady };

  const servers: Listening[] = [];
  /** Closed in this order after the servers, each within the remaining time. */
  const closing: ((left: number) => Promise<void>)[] = [];

  async function stop(): Promise<void> {
    isStopping = true;
    const end = performance.now() + stopTimeoutMs;
    const left = () => Math.max(1, end - performance.now());
    // Readiness and metrics stay available until all requests are answered.
    for (const server of servers) await server.close(left());
    for (const close of closing)
      await within(left(), 'stopping', close(left())).catch((error) => log.warning('stopping', { error: reasonOf(error) }));
    log.info('stopped');
  }

  try {
    if (configuration.role === 'service') {
      const { store, publisher, children } = await makeParts(configuration, log, adapters);
      const greeter = new Greeter({
        ...configuration,
        children,
        store,
        publisher,
        log,
        metrics,
        now: () => performance.timeOrigin + performance.now(),
      });
      const stopped = new AbortController();
      // Every message that waits for the database adds a listener.
      setMaxListeners(0, stopped.signal);
      const consumer = store && (await consume(configuration, log, adapters, store, metrics, stopped.signal));
      dependenciesAreReady = () => [store, publisher, consumer].every((dependency) => dependency?.isReady ?? true);
      closing.push(
        async (left) => {
          stopped.abort();
          await consumer?.close(left);
        },
        () => greeter.settled(),
        async () => {
          await Promise.all([publisher?.close(), store?.close(), ...children.map((child) => child.close())]);
        },
      );
      for await (const server of serve(configuration, greeter, tracer, parts)) servers.push(server);
    } else if (configuration.role === 'gateway') {
      const [{ gatewayServer }, { grpcChild }, { listen }] = await Promise.all([
        import('./gateway-server'),
        import('./grpc-child'),
        import('./http-server'),
      ]);
      const target = grpcChild(configuration.target);
      closing.push(() => target.close());
      servers.push(await listen(gatewayServer(configuration, target, tracer, parts), configuration.host, configuration.port));
    } else {
      const [{ pageServer }, { listen }] = await Promise.all([import('./page-server'), import('./http-server')]);
      servers.push(await listen(await pageServer(configuration, parts), configuration.host, configuration.port));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  if (spans) closing.push(() => spans.close());

  const [server, metricsServer] = servers;
  log.info('listening', { port: server?.port, metrics_port: metricsServer?.port });
  return {
    port: server?.port ?? 0,
    metricsPort: metricsServer?.port,
    get isReady() {
      return isReady();
    },
    stop,
  };
}

/** Servers of a service: one for REST; two for gRPC, of which the second serves metrics and health over HTTP. */
async function* serve(configuration: ServiceConfiguration, greeter: Greeter, tracer: Tracer, parts: ServerParts): AsyncGenerator<Listening> {
  if (configuration.protocol === 'rest') {
    const [{ restServer }, { listen }] = await Promise.all([import('./rest-server'), import('./http-server')]);
    yield await listen(restServer(configuration, greeter, tracer, parts), configuration.host, configuration.port);
    return;
  }
  const [{ listenGrpc }, { listenMetrics }] = await Promise.all([import('./grpc-server'), import('./metrics-server')]);
  yield await listenGrpc(configuration, greeter, tracer, parts);
  yield await listenMetrics(parts, configuration.host, configuration.metricsPort);
}

async function makeParts({ protocol, children, store, queue }: ServiceConfiguration, log: Log, adapters: Adapters) {
  const makeChild = protocol === 'rest' ? (await import('./rest-child')).restChild : (await import('./grpc-child')).grpcChild;
  const published = queue?.does === 'publish' ? queue : undefined;
  return {
    children: children.map(makeChild),
    store: store && (adapters.store ?? (await import('./mongo-store')).mongoStore({ ...store, log })),
    publisher: published && (adapters.publisher ?? (await import('./amqp-queue')).amqpPublisher({ ...published, queue: published.name, log })),
  };
}

async function consume(
  { protocol, name, queue }: ServiceConfiguration,
  log: Log,
  adapters: Adapters,
  store: Store,
  metrics: Metrics,
  signal: AbortSignal,
): Promise<Consumer | undefined> {
  if (queue?.does !== 'consume') return undefined;
  const { messageSink } = await import('./message-sink');
  const handle = messageSink({ protocol, store, log, metrics, signal });
  if (adapters.consumer) return adapters.consumer(handle);
  const { amqpConsumer } = await import('./amqp-queue');
  return amqpConsumer({ connection: queue.connection, queue: queue.name, log }, slugOf(name), handle);
}
