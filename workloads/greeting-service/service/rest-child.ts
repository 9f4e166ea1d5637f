import type { Child } from './child';
import type { ChildAddress } from './configuration';
import { greetingsOf } from './greeting';
import { httpClient } from './http-client';
import { timeoutHeader } from './propagation';

/** Client of a service that answers GET /api/greeting with a JSON list. All requests share a connection pool. */
export function restChild({ name, address }: ChildAddress): Child {
  const client = httpClient(address);
  return {
    name,
    async greet({ headers, timeoutMs }) {
      const milliseconds = Math.max(1, Math.floor(timeoutMs));
      const { status, body } = await client.send({
        method: 'GET',
        path: '/api/greeting',
        headers: { ...headers, [timeoutHeader]: String(milliseconds) },
        timeoutMs: milliseconds,
      });
      if (status !== 200) throw new Error(`it answered ${status}`);
      return greetingsOf(JSON.parse(body));
    },
    async close() {
      client.close();
    },
  };
}
