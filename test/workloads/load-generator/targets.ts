import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';

const servers: Server[] = [];
const closed = (server: Server) => new Promise((resolve) => server.close(resolve));

/** Closes every target of a test. */
export async function closeTargets(): Promise<void> {
  await Promise.all(servers.splice(0).map(closed));
}

/** Closes the last target, so that its address refuses connections. */
export async function closeNewest(): Promise<void> {
  await Promise.all(servers.splice(-1).map(closed));
}

/** Starts a server on the loopback address. */
export async function listening(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/greeting`;
}

/** Milliseconds in which an excess request would arrive too. */
const ONE_TOO_MANY_MS = 50;

/** A target that answers after a delay, holds the first `held` requests until all have arrived, and counts concurrent requests. */
export async function target(afterMs: (request: number) => number = () => 0, status = 200, held = 0) {
  const seen = { requests: 0, atOnce: 0, most: 0, headers: {} as object };
  const waiting: (() => void)[] = [];
  const url = await listening(
    createServer((request, response) => {
      seen.requests += 1;
      seen.atOnce += 1;
      seen.most = Math.max(seen.most, seen.atOnce);
      seen.headers = request.headers;
      const answer = () => {
        seen.atOnce -= 1;
        response.writeHead(status, { connection: 'close' }).end('[]');
      };
      if (seen.requests > held) setTimeout(answer, afterMs(seen.requests));
      else waiting.push(answer);
      if (seen.requests === held) setTimeout(() => waiting.forEach((each) => void each()), ONE_TOO_MANY_MS);
    }),
  );
  return { seen, url };
}
