import type { FastifyInstance } from 'fastify';
import { propagatedHeaders } from './propagation';

const METHODS = 'GET, POST, PUT, DELETE, PATCH, OPTIONS, HEAD';
const HEADERS = ['content-type', ...propagatedHeaders].join(', ');

/** Seconds for which a browser remembers the answer to a preflight. */
const MAX_AGE = '600';

/**
 * Lets pages of these origins read the answers. With '*' any page may, but without credentials, since browsers refuse both together.
 * Pages of other origins get an answer without the headers, which their browser hides from them.
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
