import { hostname } from 'node:os';
import { ConfigurationError, Environment } from './environment';
import { LOG_LEVELS, type LogLevel } from './log';

export type Protocol = 'rest' | 'grpc';

/** A downstream service. */
export interface ChildAddress {
  /** As in 'service-b'. */
  readonly name: string;
  /** A URL for REST, `host:port` for gRPC. */
  readonly address: string;
}

/** Settings common to all roles. */
interface Common {
  /** Name in greetings, logs and traces. */
  readonly name: string;
  readonly hostname: string;
  readonly host: string;
  /** Port of the service; 0 selects a free port. */
  readonly port: number;
  readonly logLevel: LogLevel;
  /** Request timeout in milliseconds. */
  readonly requestTimeoutMs: number;
  /** Shutdown timeout for requests in flight, in milliseconds. */
  readonly stopTimeoutMs: number;
  /** Allowed CORS origins; undefined if no browser calls. */
  readonly allowedOrigins?: readonly string[];
  /** Endpoint for spans; undefined if only the mesh traces. */
  readonly otlpEndpoint?: string;
}

export interface ServiceConfiguration extends Common {
  readonly role: 'service';
  readonly protocol: Protocol;
  /** Port of metrics and health of a gRPC service; 0 selects a free port. */
  readonly metricsPort: number;
  readonly greeting: string;
  /** Downstream services, called sequentially in this order. */
  readonly children: readonly ChildAddress[];
  readonly store?: { readonly connection: string; readonly database: string; readonly collection: string };
  readonly queue?: { readonly connection: string; readonly name: string; readonly does: 'publish' | 'consume' };
}

export interface GatewayConfiguration extends Common {
  readonly role: 'gateway';
  /** The gRPC service behind the gateway. */
  readonly target: ChildAddress;
}

export interface PageConfiguration extends Common {
  readonly role: 'page';
  /** API address that the page presets. */
  readonly apiUrl: string;
  /** Folder of the built page. */
  readonly folder: string;
}

export type Configuration = ServiceConfiguration | GatewayConfiguration | PageConfiguration;

const CHILD = /^SERVICE_([A-Z0-9_]+)_URL$/;
const HOST_AND_PORT = /^(?=.{1,260}$)([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}$/;

/**
 * Reads the configuration from the environment. An empty variable counts as unset.
 *
 * A service with a queue and a database consumes and stores messages; a service with a queue only publishes.
 *
 * @param folder of the program, which contains the page
 * @throws ConfigurationError at the first invalid variable; the message never includes a connection string
 */
export function configurationOf(variables: Readonly<Record<string, string | undefined>>, folder: string): Configuration {
  const given = new Environment(variables);
  const role = given.oneOf('ROLE', ['service', 'gateway', 'page'] as const, 'service');
  const protocol = given.oneOf('PROTOCOL', ['rest', 'grpc'] as const, 'rest');
  const speaksGrpc = role === 'service' && protocol === 'grpc';
  const name = given.text('SERVICE_NAME', 100) ?? 'Service X';
  const common: Common = {
    name,
    hostname: given.text('HOSTNAME', 255) ?? hostname(),
    host: given.text('HOST', 255) ?? '0.0.0.0',
    port: given.port('PORT', speaksGrpc || role === 'gateway' ? 50_051 : 8_080),
    logLevel: given.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    requestTimeoutMs: given.milliseconds('REQUEST_TIMEOUT_MS', speaksGrpc ? 5_000 : 10_000),
    stopTimeoutMs: given.milliseconds('STOP_TIMEOUT_MS', 10_000),
    allowedOrigins: given.origins('ALLOWED_ORIGINS'),
    otlpEndpoint: given.url('OTEL_EXPORTER_OTLP_ENDPOINT', ['http:', 'https:']),
  };
  if (role === 'page') {
    return { ...common, role, apiUrl: given.url('API_URL', ['http:', 'https:']) ?? '', folder: given.text('PAGE_FOLDER', 4_096) ?? `${folder}/ui` };
  }

  const children = childrenOf(given, role === 'gateway' ? 'grpc' : protocol);
  if (role === 'gateway') {
    const [target, ...more] = children;
    if (target === undefined || more.length > 0) {
      throw new ConfigurationError(
        `a gateway has one service behind it, got ${children.length}: set SERVICE_A_URL to its host:port, and no other SERVICE_*_URL`,
      );
    }
    return { ...common, role, target };
  }

  const mongo = given.url('MONGO_CONN', ['mongodb:', 'mongodb+srv:']);
  const rabbitmq = given.url('RABBITMQ_CONN', ['amqp:', 'amqps:']);
  const database = given.text('MONGO_DATABASE', 63) ?? slugOf(name);
  const collection = given.text('MONGO_COLLECTION', 120) ?? (rabbitmq === undefined ? 'greetings' : 'messages');
  const queue = given.text('QUEUE_NAME', 255) ?? 'service-d.greeting';
  return {
    ...common,
    role,
    protocol,
    metricsPort: given.port('METRICS_PORT', 9_464),
    greeting: given.text('GREETING', 1_000) ?? `Hello, from ${name}!`,
    children,
    ...(mongo !== undefined && { store: { connection: mongo, database, collection } }),
    ...(rabbitmq !== undefined && { queue: { connection: rabbitmq, name: queue, does: mongo === undefined ? 'publish' : 'consume' } }),
  };
}

/** Service name in addresses: 'service-a' for 'Service A'. */
export function slugOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

function childrenOf(given: Environment, protocol: Protocol): ChildAddress[] {
  return given.namesLike(CHILD).map((key) => {
    const address = protocol === 'grpc' ? given.matching(key, HOST_AND_PORT, 'host:port, since this is gRPC') : given.url(key, ['http:', 'https:']);
    return { name: `service-${key.replace(CHILD, '$1').toLowerCase().replaceAll('_', '-')}`, address: address ?? '' };
  });
}
