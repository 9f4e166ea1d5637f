import { createServer } from 'node:http';
import type { LogLine } from '../../../lib/contract/values';
import type { ClusterVerbs, Pod } from '../../../lib/kubernetes/cluster';
import type { ExecOptions } from '../../../lib/kubernetes/pods';

/** A cluster whose services are handlers on this machine. It records its requests. */
export interface FakeCluster {
  readonly verbs: ClusterVerbs;
  /** Services with a forwarded port, as `namespace/service:port`. */
  readonly forwarded: string[];
  /** Requested local ports. */
  readonly localPorts: (number | undefined)[];
  readonly executed: ExecOptions[];
  /** Ports that are still open. */
  open: number;
}

export interface FakeClusterOptions {
  /** Responses of services, by `namespace/service:port`. */
  readonly services?: Readonly<Record<string, (url: URL) => { readonly status?: number; readonly body: unknown }>>;
  readonly printed?: string;
  readonly lines?: readonly LogLine[];
  readonly pods?: readonly Pod[];
}

export function fakeCluster({ services = {}, printed = '', lines = [], pods = [] }: FakeClusterOptions = {}): FakeCluster {
  const fake: FakeCluster = {
    forwarded: [],
    localPorts: [],
    executed: [],
    open: 0,
    verbs: {
      name: 'kind',
      async forward({ namespace, service, port, localPort }) {
        const place = `${namespace}/${service}:${port}`;
        fake.forwarded.push(place);
        fake.localPorts.push(localPort);
        const server = createServer((request, response) => {
          const { status = 200, body } = services[place]?.(new URL(request.url ?? '/', 'http://localhost')) ?? { status: 404, body: 'nobody' };
          response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
        });
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        fake.open += 1;
        const close = async () => {
          fake.open -= 1;
          server.close().closeAllConnections();
        };
        return { port: (server.address() as { port: number }).port, closed: new Promise((resolve) => server.once('close', resolve)), close };
      },
      async exec(options) {
        fake.executed.push(options);
        return printed;
      },
      logs: async ({ since }) => lines.filter(({ time }) => time >= since),
      pods: async () => pods,
      list: async () => [],
    },
  };
  return fake;
}
