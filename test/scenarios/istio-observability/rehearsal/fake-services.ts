import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { accountOf } from '../../../../lib/access';
import type { Table } from '../../../../lib/contract/values';
import { CallRecorder } from '../../../../lib/rehearsal/calls';
import type { Engines, RunningServices } from '../../../../lib/rehearsal/engine';
import type { Step } from '../../../../lib/rehearsal/rehearsal';
import type { ServiceLine } from '../../../../lib/scenarios/istio-observability/rehearsal/platform';
import { type Config, config } from '../../../../lib/scenarios/istio-observability/settings';
import { answerOrder } from '../../../../workloads/greeting-service/graph';
import type { recordingTask } from '../../../support/task';

/** The services as one server in this process, which responds for all of them and counts what they would store. */
export class FakeServices {
  /** Stops and starts of services, queue and database, in order. */
  public readonly done: string[] = [];
  /** Documents by collection: `service-c.greetings` … */
  public readonly documents = new Map<string, number>();
  /** Services that are missing in a response. */
  public readonly away = new Set<string>();
  /** Services that do not become ready after a restart. */
  public readonly neverReady = new Set<string>();
  /** Databases that store nothing. */
  public readonly full = new Set<string>();
  /** Body of a response instead of greetings. @default - greetings */
  public body: (call: number) => string | undefined = () => undefined;
  /** Close connections for greetings without a response. */
  public silent = false;
  /** Listeners to what services log. */
  public readonly listeners = new Set<(line: string, program: string) => void>();
  /** Facts of the steps before. */
  public facts: Record<string, number> = {};
  private calls = 0;
  private readonly server = createServer((request, response) => {
    if (request.url !== '/api/greeting') return void response.end();
    if (this.silent) return void request.socket.destroy();
    const body = this.body(this.calls);
    this.calls += 1;
    if (body === undefined) this.store();
    response.end(body ?? this.greetings());
  });

  public async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  public async stop(): Promise<void> {
    this.server.close().closeAllConnections();
  }

  public say(line: Partial<ServiceLine>): void {
    for (const listener of this.listeners) listener(JSON.stringify({ level: 'error', msg: '', service: 'Service C', ...line }), '');
  }

  /** Runs a step of the rehearsal with these services. @returns its facts, and the tables that it publishes */
  public async run(step: Step<Config>, task: ReturnType<typeof recordingTask>, params: Record<string, unknown> = {}) {
    const tables = new Map<string, Table>();
    const facts = await step.run({
      config: config.parse({}),
      engines: this.engines as unknown as Engines,
      data: '',
      workspace: '',
      stage: 'dev',
      templates: [],
      templatesWith: async () => [],
      calls: new CallRecorder(),
      account: accountOf([]),
      authorizerOf: () => Promise.reject(new Error('nothing judges requests here')),
      params,
      fact: (name) => this.facts[name] ?? 0,
      publish: (name, table) => tables.set(name, table),
      task,
    });
    return { facts, tables };
  }

  private get engines() {
    const { port } = this.server.address() as AddressInfo;
    const server = (name: string) => ({
      url: '',
      stop: async () => void this.done.push(`${name} stops`),
      resume: async () => void this.done.push(`${name} resumes`),
    });
    const running: RunningServices = {
      names: [],
      pidOf: () => undefined,
      portOf: (program) => (this.neverReady.has(program) ? 1 : port),
      kill: async (program) => {
        this.done.push(`${program} stops`);
        this.away.add(program);
      },
      restart: async (program) => {
        this.done.push(`${program} resumes`);
        this.away.delete(program);
      },
      stop: async () => [],
      onLine: (listener) => {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
      },
    };
    const mongo = {
      ...server('database'),
      count: async (database: string, collection: string) => this.documents.get(`${database}.${collection}`) ?? 0,
      documents: async () => [{ service: 'Service A' }],
    };
    return { services: { running }, mongo, rabbitmq: server('queue') };
  }

  private store(): void {
    for (const place of ['service-c.greetings', 'service-f.messages', 'service-g.greetings', 'service-h.greetings']) {
      const [database = ''] = place.split('.');
      if (!this.full.has(database)) this.documents.set(place, (this.documents.get(place) ?? 0) + 1);
    }
  }

  private greetings(): string {
    const services = answerOrder('rest').filter((service) => !this.away.has(service));
    return JSON.stringify(
      services.map((service) => ({ id: randomUUID(), service, message: 'Hello', created: '2026-11-21T10:00:00.000Z', hostname: 'here' })),
    );
  }
}
