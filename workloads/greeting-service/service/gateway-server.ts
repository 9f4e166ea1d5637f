import { status } from '@grpc/grpc-js';
import type { FastifyInstance } from 'fastify';
import { openApi } from '../proto/open-api';
import type { Child } from './child';
import type { GatewayConfiguration } from './configuration';
import { addCors } from './cors';
import { GrpcFailure } from './grpc-child';
import { begin, httpServer } from './http-server';
import type { ServerParts } from './listening';
import { reasonOf } from './log';
import type { Tracer } from './tracing';

/** HTTP status of each gRPC status; 500 for those not listed. */
const HTTP_STATUS: Partial<Record<status, number>> = {
  [status.CANCELLED]: 499,
  [status.INVALID_ARGUMENT]: 400,
  [status.DEADLINE_EXCEEDED]: 504,
  [status.NOT_FOUND]: 404,
  [status.ALREADY_EXISTS]: 409,
  [status.PERMISSION_DENIED]: 403,
  [status.RESOURCE_EXHAUSTED]: 429,
  [status.FAILED_PRECONDITION]: 400,
  [status.ABORTED]: 409,
  [status.OUT_OF_RANGE]: 400,
  [status.UNIMPLEMENTED]: 501,
  [status.UNAVAILABLE]: 503,
  [status.UNAUTHENTICATED]: 401,
};

/** HTTP gateway of a gRPC service: GET /api/greeting makes one call and returns `{ "greeting": […] }`. */
export function gatewayServer(configuration: GatewayConfiguration, target: Child, tracer: Tracer, parts: ServerParts): FastifyInstance {
  const server = httpServer(parts);
  if (configuration.allowedOrigins) addCors(server, configuration.allowedOrigins);
  const document = openApi();
  server.get('/api/openapi.json', () => document);

  server.get('/api/greeting', async (request, reply) => {
    const { span, deadline } = begin(tracer, 'GET /api/greeting', request.headers, configuration.requestTimeoutMs);
    const call = span.child(target.name);
    const started = performance.now();
    let code = 200;
    let body: object;
    try {
      // The request makes no other call, so this call may use all remaining time.
      body = { greeting: await target.greet({ headers: call.headers, timeoutMs: deadline.left }) };
    } catch (error) {
      const failure =
        error instanceof GrpcFailure ? { code: error.code, message: status[error.code] } : { code: status.UNKNOWN, message: 'internal error' };
      code = HTTP_STATUS[failure.code] ?? 500;
      body = { ...failure, details: [] };
      parts.log.error(`${target.name} did not answer`, { child: target.name, error: reasonOf(error), trace_id: span.traceId });
    }
    parts.metrics.called(target.name, code === 200, (performance.now() - started) / 1_000);
    call.end(code !== 200, { 'server.address': target.name });
    span.end(code >= 500, { 'http.request.method': 'GET', 'url.path': '/api/greeting', 'http.response.status_code': code });
    return reply.code(code).send(body);
  });
  return server;
}
