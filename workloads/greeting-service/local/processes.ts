import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { environmentOf, graph, type ServiceLetter } from '../graph';
import type { Protocol } from '../service/configuration';

export interface ProcessesOptions {
  readonly protocol: Protocol;
  /** Path of the bundled program. */
  readonly program: string;
  /** Connection string of a database. @default - nothing is stored */
  readonly mongo?: string;
  /** Connection string of a broker. @default - nothing is published */
  readonly rabbitmq?: string;
  /** Whether the page is served too, with the API address preset. @default false */
  readonly page?: boolean;
  /** Receives each log line of a process. @default - lines are dropped */
  readonly log?: (line: string) => void;
  /** Additional environment variables of every process. The log level must include `info`, which announces that a service listens. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A service in its own process. */
export interface ServiceProcess {
  readonly process: ChildProcess;
  readonly port: number;
  readonly metricsPort?: number;
}

/** One of the eight services, or the gateway or page in front of them. */
export type ProcessName = ServiceLetter | 'gateway' | 'page';

/** The eight services as processes on the loopback address, as in a cluster; for gRPC the gateway as well. */
export interface Processes {
  /** URL of the greetings. */
  readonly url: string;
  readonly services: ReadonlyMap<ProcessName, ServiceProcess>;
  /** Kills a process (SIGKILL). */
  kill(letter: ServiceLetter): Promise<void>;
  startService(letter: ServiceLetter): Promise<void>;
  /** Sends SIGTERM to every process. @returns their exit codes; 0 is a graceful stop */
  stop(): Promise<(number | null)[]>;
}

const STARTUP_MS = 20_000;

/** Node options, as in the image. */
export const NODE_FLAGS: readonly string[] = ['--max-semi-space-size=2', '--max-old-space-size=128'];

/** Time limit for a process to stop; longer than a service's own limit. */
const STOP_MS = 15_000;

/** Starts all processes, each when the services that it calls listen. @throws Error with the last log line if one exits before it listens */
export async function startProcesses(options: ProcessesOptions): Promise<Processes> {
  const { protocol, mongo, rabbitmq } = options;
  const services = new Map<ProcessName, ServiceProcess>();
  const addressOf = (letter: ServiceLetter) => `${protocol === 'rest' ? 'http://' : ''}127.0.0.1:${services.get(letter)?.port}`;
  const edgeOrigin = () => `http://127.0.0.1:${services.get(protocol === 'grpc' ? 'gateway' : 'a')?.port}`;
  const local = { HOST: '127.0.0.1', METRICS_PORT: '0', NODE_ENV: 'production', ...options.environment };

  async function startService(letter: ServiceLetter): Promise<void> {
    const port = String(services.get(letter)?.port ?? 0);
    services.set(letter, await startProcess({ ...environmentOf(letter, { protocol, addressOf, mongo, rabbitmq }), ...local, PORT: port }, options));
  }

  async function startWithChildren(letter: ServiceLetter): Promise<void> {
    await all(graph[letter].calls.map(startWithChildren));
    await startService(letter);
  }

  async function startEdge(): Promise<void> {
    await startWithChildren('a');
    if (protocol === 'grpc') {
      const role = { ROLE: 'gateway', SERVICE_NAME: 'gRPC Gateway', SERVICE_A_URL: addressOf('a'), ALLOWED_ORIGINS: '*' };
      services.set('gateway', await startProcess({ ...local, ...role, PORT: '0' }, options));
    }
    if (options.page) {
      services.set('page', await startProcess({ ...local, ROLE: 'page', SERVICE_NAME: 'Page', API_URL: edgeOrigin(), PORT: '0' }, options));
    }
  }

  async function stop(): Promise<(number | null)[]> {
    return Promise.all([...services.values()].map(({ process }) => ended(process, 'SIGTERM')));
  }

  try {
    // No service calls F.
    await all([startEdge(), startService('f')]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `${edgeOrigin()}/api/greeting`,
    services,
    async kill(letter) {
      const service = services.get(letter);
      if (service) await ended(service.process, 'SIGKILL');
    },
    startService,
    stop,
  };
}

async function startProcess(environment: Record<string, string>, { program, log }: ProcessesOptions): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [...NODE_FLAGS, program], {
    env: { PATH: process.env['PATH'], MALLOC_ARENA_MAX: '2', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let last = 'it logged nothing';
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${environment['SERVICE_NAME']} did not listen within ${STARTUP_MS} ms: ${last}`));
    }, STARTUP_MS);
    child.once('exit', (code) => {
      clearTimeout(late);
      reject(new Error(`${environment['SERVICE_NAME']} ended with exit code ${code}: ${last}`));
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      last = line;
      log?.(line);
      const { msg, port, metrics_port: metricsPort } = JSON.parse(line);
      if (msg !== 'listening') return;
      clearTimeout(late);
      resolve({ process: child, port, metricsPort });
    });
  });
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  return new Promise((resolve) => {
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    child.once('exit', (code) => {
      clearTimeout(late);
      resolve(code);
    });
    child.kill(signal);
  });
}

/** Waits for all promises even after a failure, so that processes still starting can be stopped. @throws the first failure */
async function all(work: readonly Promise<void>[]): Promise<void> {
  const settled = await Promise.allSettled(work);
  for (const one of settled) if (one.status === 'rejected') throw one.reason;
}
