import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { within } from './deadline';
import type { Listening, ServerParts } from './listening';

/** HTTP server of health, readiness and metrics for a gRPC service. @throws Error if the address is in use */
export async function listenMetrics({ metrics, isReady }: ServerParts, host: string, port: number): Promise<Listening> {
  const json = 'application/json; charset=utf-8';
  const server = createServer(async (request, response) => {
    const path = request.method === 'GET' ? request.url : undefined;
    if (path === '/api/health') response.writeHead(200, { 'content-type': json }).end('{"alive":true}');
    else if (path === '/api/ready') response.writeHead(isReady() ? 200 : 503, { 'content-type': json }).end(JSON.stringify({ ready: isReady() }));
    else if (path === '/api/metrics') response.writeHead(200, { 'content-type': metrics.contentType }).end(await metrics.text());
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close(timeoutMs) {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeIdleConnections();
      await within(timeoutMs, 'stopping', closed).catch(() => server.closeAllConnections());
    },
  };
}
