import type { IncomingHttpHeaders } from 'node:http';
import fastify, { type FastifyInstance } from 'fastify';
import { Deadline, within } from './deadline';
import type { Listening, ServerParts } from './listening';
import { reasonOf } from './log';
import { propagated, timeoutHeader } from './propagation';
import type { OpenSpan, Tracer } from './tracing';

/** Maximum request body size in bytes. */
const BODY_LIMIT = 65_536;

/** HTTP server with the routes of every role: health, readiness and metrics. Measures every request. */
export function httpServer({ log, metrics, isReady }: ServerParts): FastifyInstance {
  const server = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT,
    // Requests during shutdown are still answered; then their connection is closed.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    requestTimeout: 30_000,
  });
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.answered(request.method, route, String(reply.statusCode), reply.elapsedTime / 1_000);
    log.debug('answered', { method: request.method, route, code: reply.statusCode });
    done();
  });
  server.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const code = error.statusCode ?? 500;
    if (code >= 500) log.error('a request failed', { route: request.routeOptions.url, error: reasonOf(error) });
    return reply.code(code).send({ statusCode: code, message: code >= 500 ? 'internal error' : error.message });
  });
  server.get('/api/health', () => ({ alive: true }));
  server.get('/api/ready', (_, reply) => reply.code(isReady() ? 200 : 503).send({ ready: isReady() }));
  server.get('/api/metrics', async (_, reply) => reply.type(metrics.contentType).send(await metrics.text()));
  return server;
}

/** Starts listening. @throws Error if the address is in use */
export async function listen(server: FastifyInstance, host: string, port: number): Promise<Listening> {
  await server.listen({ host, port });
  const address = server.server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    async close(timeoutMs) {
      // Clients keep connections that were busy when the shutdown began; these are closed once idle.
      const idle = setInterval(() => server.server.closeIdleConnections(), 50);
      await within(timeoutMs, 'stopping', server.close()).catch(() => server.server.closeAllConnections());
      clearInterval(idle);
    },
  };
}

/** Span and deadline of a request: the caller's deadline if it sent one, at most `longestMs`. */
export function begin(tracer: Tracer, name: string, headers: IncomingHttpHeaders, longestMs: number): { span: OpenSpan; deadline: Deadline } {
  const asked = headers[timeoutHeader];
  const isNumber = typeof asked === 'string' && /^\d{1,6}$/.test(asked);
  return {
    span: tracer(
      name,
      propagated((header) => headers[header]),
    ),
    deadline: Deadline.in(isNumber ? Math.min(Number(asked), longestMs) : longestMs),
  };
}
