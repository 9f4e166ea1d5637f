import { once } from 'node:events';
import type { Task } from '../contract/task';
import { JobError } from '../errors';
import { endOf, outputTail } from '../program';
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

/** kubectl's output when the port is open. */
const OPEN = /^Forwarding from 127\.0\.0\.1:(\d+) ->/;

/** Forwards a local port to a Service port while kubectl runs. */
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
  // Also on exit of this process: otherwise kubectl would keep the port open.
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
      problem: `port forwarding failed to ${what} of cluster ${kubectl.access.name}`,
      got: outputTail(first),
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
