import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Processes } from '../../../workloads/greeting-service/local/processes';
import type { Span } from '../../../workloads/greeting-service/service/tracing';
import type { Task } from '../../contract/task';
import { serviceBundle } from '../../paths';
import type { DocumentServer, EngineModule, LocalServer, RunningServices, ServiceLine, ServicesEngine } from '../engine';

/** The greeting services as processes of Node, from the bundle that goes into their image. */
export function servicesFrom(bundle: string): EngineModule<ServicesEngine> {
  const program = join(bundle, 'main.mjs');
  return {
    title: 'Services as processes of Node',
    install: 'npm run build',

    async find() {
      return existsSync(program) ? process.version : undefined;
    },

    async open() {
      return new GreetingServices(program);
    },
  };
}

export const services = servicesFrom(serviceBundle('greeting-service'));

class GreetingServices implements ServicesEngine {
  private queue?: LocalServer;
  private database?: DocumentServer;
  private started?: RunningServices;
  /** What was opened here, and is closed here in reverse. */
  private readonly closing: (() => Promise<unknown>)[] = [];

  public constructor(private readonly program: string) {}

  public useQueue(server: LocalServer): void {
    this.queue = server;
  }

  public useDatabase(server: DocumentServer): void {
    this.database = server;
  }

  public get running(): RunningServices {
    if (!this.started) throw new Error('the services have not been started');
    return this.started;
  }

  public async start(protocol: 'rest' | 'grpc', { progress }: Task): Promise<RunningServices> {
    if (this.started) return this.started;
    const [{ startProcesses }, { otlpReceiver }] = await Promise.all([
      import('../../../workloads/greeting-service/local/processes'),
      import('../../../workloads/greeting-service/local/otlp-receiver'),
    ]);
    const queue = this.queue ?? (await this.queueHere());
    const database = this.database ?? (await this.databaseHere());
    const collector = await otlpReceiver();
    this.closing.push(() => collector.stop());
    const listeners = new Set<(line: ServiceLine) => void>();
    const own: Span[] = [];
    progress('the services start');
    const processes = await startProcesses({
      protocol,
      program: this.program,
      page: true,
      mongo: database.url,
      rabbitmq: queue.url,
      environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
      log(line) {
        const parsed: ServiceLine = JSON.parse(line);
        for (const listener of listeners) listener(parsed);
      },
    });
    this.closing.push(stopping(processes));
    this.started = {
      processes,
      queue,
      database,
      get spans() {
        return [...own, ...collector.spans];
      },
      record: (span) => own.push(span),
      onLine(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
    return this.started;
  }

  public async close(): Promise<void> {
    for (const close of this.closing.splice(0).reverse()) await close();
  }

  private async queueHere(): Promise<LocalServer> {
    const { localBroker } = await import('../../../workloads/greeting-service/local/amqp-broker');
    const broker = await localBroker();
    this.closing.push(() => broker.stop());
    return broker;
  }

  private async databaseHere(): Promise<DocumentServer> {
    const { localMongo } = await import('../../../workloads/greeting-service/local/mongo-server');
    const mongo = await localMongo();
    this.closing.push(() => mongo.stop());
    return {
      url: mongo.url,
      stop: mongo.stop,
      resume: mongo.resume,
      count: async (database, collection) => mongo.documents(database, collection).length,
      documents: async (database, collection) => mongo.documents(database, collection),
    };
  }
}

/** Stops the processes in good order; should this process end before, they end with it. */
function stopping(processes: Processes): () => Promise<unknown> {
  const killAll = () => {
    for (const service of processes.services.values()) service.process.kill('SIGKILL');
  };
  process.once('exit', killAll);
  return async () => {
    await processes.stop();
    process.removeListener('exit', killAll);
  };
}
