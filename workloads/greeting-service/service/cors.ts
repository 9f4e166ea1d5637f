import type { FastifyInstance } from 'fastify';
import { propagatedHeaders } from './propagation';

const METHODS = 'GET, POST, PUT, DELETE, PATCH, OPTIONS, HEAD';
const HEADERS = ['content-type', ...propagatedHeaders].join(', ');

/** Preflight cache lifetime in seconds. */
const MAX_AGE = '600';

/**
 * Adds CORS headers for the allowed origins. '*' allows any origin without credentials, because browsers refuse both together.
 * Other origins get no CORS headers, so browsers hide the response.
 */
export function addCors(server: FastifyInstance, allowedOrigins: readonly string[]): void {
  const any = allowedOrigins.includes('*');

  server.addHook('onRequest', (request, reply, done) => {
    const { origin } = request.headers;
    if (!any) reply.header('vary', 'Origin');
    if (origin !== undefined && (any || allowedOrigins.includes(origin))) {
      reply.header('access-control-allow-origin', any ? '*' : origin);
      if (!any) reply.header('access-control-allow-credentials', 'true');
      if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined) {
        reply.header('access-control-allow-methods', METHODS);
        reply.header('access-control-allow-headers', HEADERS);
        reply.header('access-control-max-age', MAX_AGE);
      }
    }
    done();
  });
  for (const url of ['/api/greeting', '/api/health']) server.options(url, (_, reply) => reply.code(204).send());
}
