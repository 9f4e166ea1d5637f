import { join } from 'node:path';
import { environmentOf, graph, type ServiceLetter, titleOf } from '../../../workloads/greeting-service/graph';
import type { Protocol } from '../../../workloads/greeting-service/service/configuration';
import { serviceBundle } from '../../paths';
import type { PortOf, ServiceProgram } from '../../rehearsal/engine';

/** Flags of Node in the image. */
export const NODE_FLAGS: readonly string[] = ['--max-semi-space-size=2', '--max-old-space-size=128'];

/** Names of what stands in front of the services. */
export const GATEWAY = 'gRPC Gateway';
export const PAGE = 'Page';

export interface LocalServicesOptions {
  readonly protocol: Protocol;
  /** Folder of the bundle. @default - the one that `npm run build` makes */
  readonly bundle?: string;
  /** Connection string of a database. @default - no greeting is stored */
  readonly mongo?: string;
  /** Connection string of a broker. @default - no greeting is published or consumed */
  readonly rabbitmq?: string;
  /** Address of a collector that takes OTLP. @default - no spans */
  readonly otlp?: string;
}

/** The eight services, the page and, for gRPC, the gateway, as processes on the loopback address. */
export function localServices(options: LocalServicesOptions): readonly ServiceProgram[] {
  const { protocol, bundle = serviceBundle('greeting-service'), mongo, rabbitmq, otlp } = options;
  const http = { ports: ['http'], readiness: { port: 'http', path: '/api/ready' } };
  const grpc = { ports: ['grpc', 'http'], readiness: { port: 'http', path: '/api/ready' } };
  const shared = { program: join(bundle, 'main.mjs'), nodeFlags: NODE_FLAGS };
  const local: Record<string, string> = {
    HOST: '127.0.0.1',
    NODE_ENV: 'production',
    MALLOC_ARENA_MAX: '2',
    ...(otlp !== undefined && { OTEL_EXPORTER_OTLP_ENDPOINT: otlp }),
  };
  const addressIn = (portOf: PortOf) => (letter: ServiceLetter) =>
    protocol === 'rest' ? `http://127.0.0.1:${portOf(titleOf(letter), 'http')}` : `127.0.0.1:${portOf(titleOf(letter), 'grpc')}`;

  const greeters = (Object.keys(graph) as ServiceLetter[]).map(
    (letter): ServiceProgram => ({
      ...shared,
      ...(protocol === 'rest' ? http : grpc),
      name: titleOf(letter),
      needs: graph[letter].calls.map(titleOf),
      environment: (portOf) => ({
        ...environmentOf(letter, { protocol, addressOf: addressIn(portOf), mongo, rabbitmq }),
        ...local,
        PORT: String(portOf(titleOf(letter), protocol === 'rest' ? 'http' : 'grpc')),
        ...(protocol === 'grpc' && { METRICS_PORT: String(portOf(titleOf(letter), 'http')) }),
      }),
    }),
  );
  const gateway: ServiceProgram = {
    ...shared,
    ...http,
    name: GATEWAY,
    needs: [titleOf('a')],
    environment: (portOf) => ({
      ...local,
      ROLE: 'gateway',
      SERVICE_NAME: GATEWAY,
      SERVICE_A_URL: addressIn(portOf)('a'),
      ALLOWED_ORIGINS: '*',
      PORT: String(portOf(GATEWAY, 'http')),
    }),
  };
  const page: ServiceProgram = {
    ...shared,
    ...http,
    name: PAGE,
    environment: (portOf) => ({
      ...local,
      ROLE: 'page',
      SERVICE_NAME: PAGE,
      API_URL: new URL(greetingUrl(protocol, portOf)).origin,
      PORT: String(portOf(PAGE, 'http')),
    }),
  };
  return [...greeters, ...(protocol === 'grpc' ? [gateway] : []), page];
}

/** URL at which greetings are asked for. */
export function greetingUrl(protocol: Protocol, portOf: PortOf): string {
  return `http://127.0.0.1:${portOf(protocol === 'grpc' ? GATEWAY : titleOf('a'), 'http')}/api/greeting`;
}
