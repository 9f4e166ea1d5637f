import { once } from 'node:events';
import type { Task } from '../contract/task';
import { JobError } from '../errors';
import { endOf, lastWords } from '../program';
import type { Kubectl } from './kubectl';

export interface ForwardOptions {
  readonly namespace: string;
  /** Service name. */
  readonly service: string;
  /** Service port. */
  readonly port: number;
  /** Local port. @default - any free port */
  readonly localPort?: number;
}

export interface ForwardedPort {
  /** Local port, on the loopback interface. */
  readonly port: number;
  /** Settles when the port has closed. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/** What kubectl prints when the port is open. */
const OPEN = /^Forwarding from 127\.0\.0\.1:(\d+) ->/;

/** Opens a port of this machine that leads to a port of a service, for as long as kubectl runs. */
export async function forwardPort(
  kubectl: Kubectl,
  { namespace, service, port, localPort }: ForwardOptions,
  { signal, progress }: Task,
): Promise<ForwardedPort> {
  signal.throwIfAborted();
  const what = `${namespace}/${service}:${port}`;
  progress(`opening a port to ${what}`);
  const ports = `${localPort ?? ''}:${port}`;
  const child = kubectl.start(['port-forward', `--namespace=${namespace}`, '--address=127.0.0.1', `service/${service}`, ports]);
  const stop = () => child.kill('SIGTERM');
  // Whatever way this process leaves: a port that nobody knows of would stay open.
  process.once('exit', stop);
  signal.addEventListener('abort', stop);
  let opened: (port: number) => void;
  const open = new Promise<number>((resolve) => {
    opened = resolve;
  });
  const ended = endOf(child, 'kubectl', (line) => {
    const [, number] = OPEN.exec(line) ?? [];
    if (number !== undefined) opened(Number(number));
  }).finally(() => {
    process.removeListener('exit', stop);
    signal.removeEventListener('abort', stop);
  });

  const first = await Promise.race([open, ended]);
  if (typeof first !== 'number') {
    signal.throwIfAborted();
    throw new JobError({
      problem: `no port could be opened to ${what} of cluster ${kubectl.access.name}`,
      got: lastWords(first),
      fix: `kubectl --namespace ${namespace} get endpointslices,pods`,
    });
  }
  return {
    port: first,
    closed: ended.then(() => undefined),
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'close');
      stop();
      await gone;
    },
  };
}
