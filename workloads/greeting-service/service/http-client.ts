import { Agent, type IncomingMessage, type OutgoingHttpHeaders, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps, Agent as SecureAgent } from 'node:https';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Path below the address of the client. */
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: string;
  readonly timeoutMs: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** Keeps connections to one address, and gives each request one of its own for as long as it takes. */
export interface HttpClient {
  /** @throws Error within the time of the request */
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): void;
}

/** Largest answer that is read, in bytes. */
const ANSWER_LIMIT = 1_000_000;

/** Shorter than the time for which a service keeps an idle connection, so that no request meets one that is being closed. */
const IDLE_MS = 30_000;

/** A client of an `http://` or `https://` address. Node's own, since every other one adds twenty megabytes to a service. */
export function httpClient(address: string): HttpClient {
  const { protocol, hostname, port, pathname } = new URL(address);
  const isSecure = protocol === 'https:';
  const send = isSecure ? requestHttps : requestHttp;
  const agent = new (isSecure ? SecureAgent : Agent)({ keepAlive: true, timeout: IDLE_MS, scheduling: 'lifo' });
  // All requests go to one place, so its name need not be put together for each of them.
  agent.getName = () => address;
  const base: RequestOptions = { agent, hostname: hostname.replace(/^\[|\]$/g, ''), port };
  const prefix = pathname.replace(/\/$/, '');

  return {
    send({ method, path, headers, body, timeoutMs }) {
      return new Promise((resolve, reject) => {
        const outgoing = send({ ...base, method, path: prefix + path, headers });
        const timer = setTimeout(() => outgoing.destroy(new Error(`no answer within ${Math.round(timeoutMs)} ms`)), timeoutMs);
        outgoing.on('error', reject);
        outgoing.on('close', () => clearTimeout(timer));
        outgoing.on('response', (answer) => {
          textOf(answer).then((text) => resolve({ status: answer.statusCode ?? 0, body: text }), reject);
        });
        outgoing.end(body);
      });
    },
    close: () => agent.destroy(),
  };
}

function textOf(answer: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: string[] = [];
    let length = 0;
    answer.setEncoding('utf8');
    answer.on('data', (part: string) => {
      parts.push(part);
      length += part.length;
      if (length > ANSWER_LIMIT) answer.destroy(new Error(`the answer is longer than ${ANSWER_LIMIT} characters`));
    });
    answer.on('error', reject);
    answer.on('end', () => resolve(parts.join('')));
    answer.on('close', () => {
      if (!answer.complete) reject(new Error('the answer broke off'));
    });
  });
}
