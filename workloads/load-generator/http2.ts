import { type ClientHttp2Session, connect, constants } from 'node:http2';
import type { Answer, ClientOptions, LoadClient } from './client';

/** HTTP/2 client: all workers share one connection, which is reopened when lost. */
export function http2Client({ target, timeoutMs, insecure }: ClientOptions): LoadClient {
  const { origin, pathname, search } = new URL(target);
  let session: ClientHttp2Session | undefined;

  function open(): ClientHttp2Session {
    if (session && !session.closed && !session.destroyed) return session;
    session = connect(origin, { rejectUnauthorized: !insecure });
    // Streams report the failure; without this listener the error would end the process.
    session.on('error', () => {});
    return session;
  }

  return {
    send(headers, signal) {
      return new Promise<Answer>((resolve, reject) => {
        const stream = open().request({ ...headers, ':path': pathname + search }, { signal });
        const parts: Buffer[] = [];
        let status: number | undefined;
        stream.setTimeout(timeoutMs, () => {
          reject(Object.assign(new Error(`no answer within ${timeoutMs} ms`), { name: 'TimeoutError' }));
          stream.close(constants.NGHTTP2_CANCEL);
        });
        stream.on('response', (received) => {
          status = received[':status'];
        });
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('error', reject);
        stream.on('close', () => {
          if (status === undefined) return reject(Object.assign(new Error('the stream ended without an answer'), { code: 'ERR_HTTP2_STREAM_ERROR' }));
          resolve({ status, succeeded: status >= 200 && status < 300, body: Buffer.concat(parts).toString() });
        });
      });
    },
    async close() {
      session?.destroy();
    },
  };
}
