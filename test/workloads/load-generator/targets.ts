import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';

const servers: Server[] = [];
const closed = (server: Server) => new Promise((resolve) => server.close(resolve));

/** Closes every target that a test made. */
export async function closeTargets(): Promise<void> {
  await Promise.all(servers.splice(0).map(closed));
}

/** Closes the target that was made last: its address then refuses connections. */
export async function closeNewest(): Promise<void> {
  await Promise.all(servers.splice(-1).map(closed));
}

/** Lets a server listen on the loopback address. */
export async function listening(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/greeting`;
}

/** Long enough for a request too many to come as well, in milliseconds. */
const ONE_TOO_MANY_MS = 50;

/** A target that answers after some time, the first `held` requests not before all of them are there, and counts how many it answers at once. */
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
