import type { FastifyInstance } from 'fastify';
import type { ServiceConfiguration } from './configuration';
import { addCors } from './cors';
import { addEdgeRoutes } from './edge-routes';
import type { Greeter } from './greeter';
import { begin, httpServer } from './http-server';
import type { ServerParts } from './listening';
import type { Tracer } from './tracing';

/** Server that answers GET /api/greeting with a JSON list of greetings. With allowed origins it is the edge and adds the edge's routes. */
export function restServer(configuration: ServiceConfiguration, greeter: Greeter, tracer: Tracer, parts: ServerParts): FastifyInstance {
  const server = httpServer(parts);
  if (configuration.allowedOrigins) {
    addCors(server, configuration.allowedOrigins);
    addEdgeRoutes(server);
  }
  server.get('/api/greeting', async (request) => {
    const call = begin(tracer, 'GET /api/greeting', request.headers, configuration.requestTimeoutMs);
    const answer = await greeter.greet(call);
    call.span.end(false, { 'http.request.method': 'GET', 'url.path': '/api/greeting', 'http.response.status_code': 200 });
    return answer;
  });
  return server;
}
