import { Pool } from 'undici';
import type { ClientOptions, LoadClient } from './client';

/** HTTP/1.1 client: one connection per worker. */
export function http1Client({ target, timeoutMs, connections, insecure }: ClientOptions): LoadClient {
  const { origin, pathname, search } = new URL(target);
  const pool = new Pool(origin, { connections, pipelining: 1, connect: { timeout: timeoutMs, rejectUnauthorized: !insecure } });
  return {
    async send(headers, signal) {
      const options = { method: 'GET', path: pathname + search, headers, signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) } as const;
      const { statusCode: status, body } = await pool.request(options);
      return { status, succeeded: status >= 200 && status < 300, body: await body.text() };
    },
    close: () => pool.destroy(),
  };
}
