import { environmentOf, graph, type ServiceLetter } from '../../../workloads/greeting-service/graph';
import { configurationOf } from '../../../workloads/greeting-service/service/configuration';

const of = (environment: Record<string, string>) => configurationOf({ HOSTNAME: 'pod-1', ...environment }, '/app');

test('defaults to a REST service on port 8080 without dependencies', () => {
  expect(of({})).toEqual({
    role: 'service',
    protocol: 'rest',
    name: 'Service X',
    greeting: 'Hello, from Service X!',
    hostname: 'pod-1',
    host: '0.0.0.0',
    port: 8080,
    metricsPort: 9464,
    logLevel: 'info',
    requestTimeoutMs: 10_000,
    stopTimeoutMs: 10_000,
    allowedOrigins: undefined,
    otlpEndpoint: undefined,
    children: [],
  });
});

test('gRPC defaults to port 50051 and a request timeout of five seconds', () => {
  expect(of({ PROTOCOL: 'grpc' })).toMatchObject({ protocol: 'grpc', port: 50051, requestTimeoutMs: 5_000 });
});

test('reads every SERVICE_*_URL as a child, in alphabetical order', () => {
  const environment = {
    SERVICE_C_URL: 'http://service-c.dev:8080',
    SERVICE_B_URL: 'http://service-b.dev:8080',
    SERVICE_URL: 'http://no',
    MY_SERVICE_B_URL: 'x',
  };
  expect(of(environment)).toMatchObject({
    children: [
      { name: 'service-b', address: 'http://service-b.dev:8080' },
      { name: 'service-c', address: 'http://service-c.dev:8080' },
    ],
  });
});

test('a database alone stores, a queue alone publishes, both together consume', () => {
  const mongo = { MONGO_CONN: 'mongodb://user:pass@one:27017,two:27017/admin?tls=true' };
  const queue = { RABBITMQ_CONN: 'amqps://user:pass@broker:5671/' };
  expect(of({ SERVICE_NAME: 'Service C', ...mongo })).toMatchObject({
    store: { connection: mongo.MONGO_CONN, database: 'service-c', collection: 'greetings' },
  });
  expect(of({ SERVICE_NAME: 'Service D', ...queue })).toMatchObject({ queue: { name: 'service-d.greeting', does: 'publish' } });
  expect(of({ SERVICE_NAME: 'Service F', ...mongo, ...queue })).toMatchObject({
    store: { database: 'service-f', collection: 'messages' },
    queue: { connection: queue.RABBITMQ_CONN, does: 'consume' },
  });
});

test('treats an empty variable as unset', () => {
  expect(of({ PORT: '', MONGO_CONN: ' ', SERVICE_B_URL: '' })).toEqual(of({}));
});

test('accepts a port with a leading colon, as in the articles', () => {
  expect(of({ PORT: ':50051' })).toMatchObject({ port: 50051 });
});

test('a gateway takes exactly one gRPC service', () => {
  expect(of({ ROLE: 'gateway', SERVICE_A_URL: 'service-a:50051' })).toMatchObject({
    role: 'gateway',
    port: 50051,
    target: { name: 'service-a', address: 'service-a:50051' },
  });
});

test('finds the page beside the program', () => {
  expect(of({ ROLE: 'page', API_URL: 'https://api.example.com' })).toMatchObject({
    role: 'page',
    port: 8080,
    apiUrl: 'https://api.example.com',
    folder: '/app/ui',
  });
});

test.each<[string, Record<string, string>, RegExp]>([
  ['a role that does not exist', { ROLE: 'proxy' }, /^ROLE is not valid: got 'proxy', allowed is service, gateway, page$/],
  ['a protocol that does not exist', { PROTOCOL: 'soap' }, /^PROTOCOL is not valid: got 'soap', allowed is rest, grpc$/],
  ['a port beyond the last', { PORT: '65536' }, /^PORT is not valid: got '65536', allowed is a port, 0 to 65535$/],
  ['a port that is a word', { METRICS_PORT: 'http' }, /^METRICS_PORT is not valid: got 'http'/],
  [
    'a log level that does not exist',
    { LOG_LEVEL: 'verbose' },
    /^LOG_LEVEL is not valid: got 'verbose', allowed is trace, debug, info, warning, error, fatal, panic$/,
  ],
  ['a timeout of nothing', { REQUEST_TIMEOUT_MS: '0' }, /^REQUEST_TIMEOUT_MS is not valid: got '0', allowed is milliseconds, 1 to 999999$/],
  [
    'a child without a scheme for REST',
    { SERVICE_B_URL: 'service-b:8080' },
    /^SERVICE_B_URL is not valid: got 'service-b:8080', allowed is a URL that begins with http:\/\/ or https:\/\/$/,
  ],
  [
    'a child with a scheme for gRPC',
    { PROTOCOL: 'grpc', SERVICE_B_URL: 'http://service-b:50051' },
    /^SERVICE_B_URL is not valid: .* allowed is host:port, since this is gRPC$/,
  ],
  ['an origin with a path', { ALLOWED_ORIGINS: 'https://ui.example.com/app' }, /^ALLOWED_ORIGINS is not valid: .* allowed is '\*', or origins/],
  ['a collector without a scheme', { OTEL_EXPORTER_OTLP_ENDPOINT: 'jaeger:4318' }, /^OTEL_EXPORTER_OTLP_ENDPOINT is not valid/],
  ['a name that is too long', { SERVICE_NAME: 'x'.repeat(101) }, /^SERVICE_NAME is not valid: .* at most 100 characters$/],
  ['a gateway without a service', { ROLE: 'gateway' }, /^a gateway has one service behind it, got 0: set SERVICE_A_URL/],
  ['a gateway with two', { ROLE: 'gateway', SERVICE_A_URL: 'a:1', SERVICE_B_URL: 'b:1' }, /^a gateway has one service behind it, got 2/],
])('refuses %s', (_, environment, message) => {
  expect(() => of(environment)).toThrow(message);
});

test.each(['MONGO_CONN', 'RABBITMQ_CONN'])('refuses a %s of another kind without showing its password', (name) => {
  const conn = 'postgres://user:s3cret@db/orders';
  const refusal = new RegExp(`^${name} is not valid: got a hidden value, allowed is a URL that begins with `);
  expect(() => of({ [name]: conn })).toThrow(refusal);
  expect(() => of({ [name]: conn })).not.toThrow(/s3cret/);
});

test('the call graph gives valid environments with its children', () => {
  for (const protocol of ['rest', 'grpc'] as const) {
    const addressOf = (letter: ServiceLetter) => (protocol === 'rest' ? `http://service-${letter}:8080` : `service-${letter}:50051`);
    for (const letter of Object.keys(graph) as ServiceLetter[]) {
      const made = of(environmentOf(letter, { protocol, addressOf, mongo: 'mongodb://db', rabbitmq: 'amqp://mq' }));
      if (made.role !== 'service') throw new Error('not a service');
      expect(made.children.map(({ name }) => name)).toEqual(graph[letter].calls.map((called) => `service-${called}`));
      expect(made.store?.database).toBe(graph[letter].stores && `service-${letter}`);
      expect(made.queue?.does).toBe(
        graph[letter].queue?.replace(/e?s$/, (end) => (end === 'es' ? (graph[letter].queue === 'consumes' ? 'e' : '') : '')),
      );
      expect(made.allowedOrigins).toEqual(letter === 'a' && protocol === 'rest' ? ['*'] : undefined);
    }
  }
});
