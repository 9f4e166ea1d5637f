import { calledFirst, environmentOf, graph, type ServiceLetter, titleOf } from '../../../../workloads/greeting-service/graph';
import { configurationOf, type Protocol } from '../../../../workloads/greeting-service/service/configuration';
import { createLog, type LogLevel } from '../../../../workloads/greeting-service/service/log';
import { memoryQueue } from '../../../../workloads/greeting-service/service/queue';
import { type Adapters, type Running, start } from '../../../../workloads/greeting-service/service/start';
import { type GreetingDocument, memoryStore } from '../../../../workloads/greeting-service/service/store';
import type { SpanSink } from '../../../../workloads/greeting-service/service/tracing';

export interface PlatformOptions {
  readonly protocol: Protocol;
  /** Connection string of a database. @default - each storing service keeps its documents in this process */
  readonly mongo?: string;
  /** Connection string of a broker. @default - an in-process queue */
  readonly rabbitmq?: string;
  /** Receives spans. @default - no spans; headers are forwarded unchanged */
  readonly spans?: SpanSink;
  /** Receives each log line of a service. @default - lines are dropped */
  readonly log?: (line: string) => void;
  /** @default 'info' */
  readonly logLevel?: LogLevel;
  /** Origins that the edge or the gateway allows (CORS). @default - any */
  readonly allowedOrigins?: string;
  /** Additional environment variables of every service. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The eight services on the loopback address, in this process; for gRPC the gateway as well. */
export interface Platform {
  /** URL of the greetings. */
  readonly url: string;
  readonly services: ReadonlyMap<ServiceLetter, Running>;
  /** Number of documents of a service that stores in this process. */
  stored(letter: ServiceLetter): number;
  /** These documents, oldest first. */
  documents(letter: ServiceLetter): readonly GreetingDocument[];
  /** Stops one service. Its port stays reserved. */
  stopService(letter: ServiceLetter): Promise<void>;
  startService(letter: ServiceLetter): Promise<void>;
  stop(): Promise<void>;
}

/** Starts all services, each after the services that it calls. @throws Error if one cannot start */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { protocol, mongo = 'mongodb://in-this-process', rabbitmq = 'amqp://in-this-process' } = options;
  const services = new Map<ServiceLetter, Running>();
  const ports = new Map<ServiceLetter, number>();
  const stores = new Map<ServiceLetter, ReturnType<typeof memoryStore>>();
  const queue = memoryQueue();
  const logOf = (service: string) =>
    createLog({ level: options.logLevel ?? 'info', service, write: options.log ?? (() => {}), now: () => new Date() });
  const local = { HOST: '127.0.0.1', METRICS_PORT: '0', STOP_TIMEOUT_MS: '3000', LOG_LEVEL: options.logLevel ?? 'info', ...options.environment };
  const addressOf = (letter: ServiceLetter) => `${protocol === 'rest' ? 'http://' : ''}127.0.0.1:${ports.get(letter)}`;

  async function startService(letter: ServiceLetter): Promise<void> {
    const environment = {
      ...environmentOf(letter, { protocol, addressOf, mongo, rabbitmq, allowedOrigins: options.allowedOrigins }),
      ...local,
      PORT: String(ports.get(letter) ?? 0),
    };
    if (graph[letter].stores && options.mongo === undefined && !stores.has(letter)) stores.set(letter, memoryStore());
    const adapters: Adapters = {
      spans: options.spans,
      store: stores.get(letter),
      ...(options.rabbitmq === undefined && { publisher: queue.publisher(), consumer: queue.consumer }),
    };
    const running = await start(configurationOf(environment, __dirname), { log: logOf(titleOf(letter)), adapters });
    services.set(letter, running);
    ports.set(letter, running.port);
  }

  async function stop(): Promise<void> {
    await gateway?.stop();
    for (const letter of [...calledFirst].reverse()) await services.get(letter)?.stop();
  }

  let gateway: Running | undefined;
  try {
    for (const letter of calledFirst) await startService(letter);
    if (protocol === 'grpc') {
      const environment = {
        ...local,
        ROLE: 'gateway',
        SERVICE_NAME: 'gRPC Gateway',
        SERVICE_A_URL: addressOf('a'),
        PORT: '0',
        ALLOWED_ORIGINS: options.allowedOrigins ?? '*',
        ...options.environment,
      };
      gateway = await start(configurationOf(environment, __dirname), { log: logOf('gRPC Gateway'), adapters: { spans: options.spans } });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `http://127.0.0.1:${(gateway ?? services.get('a'))?.port}/api/greeting`,
    services,
    stored: (letter) => stores.get(letter)?.documents.size ?? 0,
    documents: (letter) => [...(stores.get(letter)?.documents.values() ?? [])],
    async stopService(letter) {
      await services.get(letter)?.stop();
    },
    startService,
    stop,
  };
}
