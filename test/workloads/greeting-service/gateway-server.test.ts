import { status } from '@grpc/grpc-js';
import type { ChildCall } from '../../../workloads/greeting-service/service/child';
import { configurationOf, type GatewayConfiguration } from '../../../workloads/greeting-service/service/configuration';
import { gatewayServer } from '../../../workloads/greeting-service/service/gateway-server';
import type { Greeting } from '../../../workloads/greeting-service/service/greeting';
import { GrpcFailure } from '../../../workloads/greeting-service/service/grpc-child';
import { createLog } from '../../../workloads/greeting-service/service/log';
import { createMetrics } from '../../../workloads/greeting-service/service/metrics';
import { createTracer, type Span } from '../../../workloads/greeting-service/service/tracing';
import { logLines } from './support/lines';

const greeting: Greeting = { id: crypto.randomUUID(), service: 'Service A', message: 'Hello', created: '2026-11-20T08:00:00Z', hostname: 'pod' };

/** Starts a gateway in front of a service with the given responses. */
function gateway(greet: (call: ChildCall) => Promise<Greeting[]>, environment: Record<string, string> = {}) {
  const said = logLines();
  const spans: Span[] = [];
  const configuration = configurationOf({ ROLE: 'gateway', SERVICE_A_URL: 'service-a:50051', ...environment }, __dirname) as GatewayConfiguration;
  const metrics = createMetrics({ service: 'gRPC Gateway', isReady: () => true, ofProcess: false });
  const log = createLog({ level: 'info', service: 'gRPC Gateway', write: said.log, now: () => new Date() });
  const tracer = createTracer('gRPC Gateway', { record: (span) => spans.push(span), close: async () => {} });
  const server = gatewayServer(configuration, { name: 'service-a', greet, close: async () => {} }, tracer, { log, metrics, isReady: () => true });
  return { said, spans, metrics, ask: (headers = {}) => server.inject({ url: '/api/greeting', headers }) };
}

test('wraps the response in an object, and passes the remaining time to the service', async () => {
  const calls: ChildCall[] = [];
  const { ask, spans } = gateway(async (call) => {
    calls.push(call);
    return [greeting];
  });

  const response = await ask({ 'x-request-timeout-ms': '700' });

  expect([response.statusCode, response.json()]).toEqual([200, { greeting: [greeting] }]);
  expect(calls[0]?.timeoutMs).toBeGreaterThan(500);
  expect(calls[0]?.timeoutMs).toBeLessThanOrEqual(700);
  expect(spans.map(({ kind, failed }) => [kind, failed])).toEqual([
    ['client', false],
    ['server', false],
  ]);
});

test.each([
  [status.CANCELLED, 499, 'CANCELLED'],
  [status.INVALID_ARGUMENT, 400, 'INVALID_ARGUMENT'],
  [status.NOT_FOUND, 404, 'NOT_FOUND'],
  [status.DEADLINE_EXCEEDED, 504, 'DEADLINE_EXCEEDED'],
  [status.RESOURCE_EXHAUSTED, 429, 'RESOURCE_EXHAUSTED'],
  [status.UNAVAILABLE, 503, 'UNAVAILABLE'],
  [status.INTERNAL, 500, 'INTERNAL'],
  [status.DATA_LOSS, 500, 'DATA_LOSS'],
])('maps the gRPC status %d to HTTP status %d, with its name', async (code, httpStatus, name) => {
  const { ask, said, metrics, spans } = gateway(() => Promise.reject(new GrpcFailure(code, 'secret words')));

  const response = await ask();

  expect([response.statusCode, response.json()]).toEqual([httpStatus, { code, message: name, details: [] }]);
  expect(said.saying('error', 'service-a did not answer')).toEqual([expect.objectContaining({ child: 'service-a', error: `${name}: secret words` })]);
  expect(await metrics.text()).toContain('child="service-a",outcome="failed"} 1');
  // A client error is not a failure of the gateway.
  expect(spans.map(({ kind, failed }) => [kind, failed])).toEqual([
    ['client', true],
    ['server', httpStatus >= 500],
  ]);
});

test('reports a malformed response as internal error, with the reason in the log only', async () => {
  const { ask, said } = gateway(() => Promise.reject(new Error('the id of a greeting is a UUID')));

  const response = await ask();

  expect([response.statusCode, response.json()]).toEqual([500, { code: status.UNKNOWN, message: 'internal error', details: [] }]);
  expect(said.saying('error', 'service-a did not answer')[0]).toMatchObject({ error: 'the id of a greeting is a UUID' });
});

test.each<[string, Record<string, string>, string | undefined]>([
  ['no other pages', {}, undefined],
  ['the pages that it names', { ALLOWED_ORIGINS: 'https://ui.example.com' }, 'https://ui.example.com'],
])('lets %s read', async (_, environment, allowed) => {
  const { headers } = await gateway(async () => [greeting], environment).ask({ origin: 'https://ui.example.com' });

  expect(headers['access-control-allow-origin']).toBe(allowed);
});
