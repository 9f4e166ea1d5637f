import type { FastifyInstance } from 'fastify';

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'];

/**
 * Routes of the edge service only: one echoes the request, to inspect trace headers,
 * and one responds with a given status, to test error handling.
 */
export function addEdgeRoutes(server: FastifyInstance): void {
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));

    scope.route({
      method: METHODS,
      url: '/api/request-echo',
      handler: (request, reply) => {
        const { rawHeaders, httpVersion } = request.raw;
        const headers = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : []));
        const body = Buffer.isBuffer(request.body) ? request.body.toString() : '';
        return reply
          .type('text/plain; charset=utf-8')
          .header('x-content-type-options', 'nosniff')
          .send([`${request.method} ${request.url} HTTP/${httpVersion}`, ...headers, '', body].join('\r\n'));
      },
    });

    scope.route<{ Params: { code: string } }>({
      method: ['GET', 'OPTIONS'],
      url: '/api/status/:code',
      handler: (request, reply) => {
        const { code } = request.params;
        if (!/^[2-5]\d\d$/.test(code))
          return reply.code(400).send({ statusCode: 400, message: `status ${code} is not valid: allowed is 200 to 599` });
        return reply.code(Number(code)).send();
      },
    });
  });
}
