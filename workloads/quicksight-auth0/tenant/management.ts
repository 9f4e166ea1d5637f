import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';

/** An error answer of Auth0, with its text. */
export class Auth0Error extends Error {
  constructor(
    /** Request, such as `PATCH roles`. */
    public readonly request: string,
    /** HTTP status; 0 without an answer. */
    public readonly status: number,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface Credentials {
  /** Domain of the tenant, such as `acme.eu.auth0.com`. */
  readonly domain: string;
  /** Machine-to-machine application that may use the Management API. */
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface ManagementOptions {
  readonly signal: AbortSignal;
  /** HTTP client. @default - Node's fetch */
  readonly fetch?: typeof fetch;
  /** Delay before a rate-limited request is retried, in milliseconds, doubled each time. @default 1000 */
  readonly pauseMs?: number;
}

/** Authenticated client of Auth0's Management API. The official client weighs 25 MB; a dozen requests are used here. */
export interface Management {
  get<Answer extends z.ZodMiniType>(path: string, answer: Answer): Promise<z.infer<Answer>>;
  /** All items of a paginated list, which are below `key`. */
  list<Item extends z.ZodMiniType>(path: string, key: string, item: Item): Promise<z.infer<Item>[]>;
  send<Answer extends z.ZodMiniType>(method: 'POST' | 'PATCH', path: string, body: unknown, answer: Answer): Promise<z.infer<Answer>>;
  delete(path: string): Promise<void>;
}

/** Attempts of a rate-limited request. */
const ATTEMPTS = 6;
const PAGE = 50;

/** Signs in to a tenant. @throws Auth0Error when Auth0 refuses or is unreachable */
export async function signIn({ domain, clientId, clientSecret }: Credentials, options: ManagementOptions): Promise<Management> {
  const api = `https://${domain}/api/v2/`;
  const grant = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, audience: api };
  const { access_token: token } = await request(
    'POST',
    `https://${domain}/oauth/token`,
    { body: grant },
    z.object({ access_token: z.string() }),
    options,
  );

  const ask = <Answer extends z.ZodMiniType>(method: string, path: string, body: unknown, answer: Answer) =>
    request(method, new URL(path, api).href, { body, token }, answer, options);
  return {
    get: (path, answer) => ask('GET', path, undefined, answer),
    async list(path, key, item) {
      const items: z.infer<typeof item>[] = [];
      const pages = z.looseObject({ [key]: z.array(item) });
      // Most lists are bare arrays without include_totals; lists of Actions are always objects and reject the parameter.
      const totals = path.startsWith('actions/') ? '' : '&include_totals=true';
      for (let page = 0; ; page++) {
        const part = await ask('GET', `${path}${path.includes('?') ? '&' : '?'}page=${page}&per_page=${PAGE}${totals}`, undefined, pages);
        const found = part[key] as z.infer<typeof item>[];
        items.push(...found);
        if (found.length < PAGE) return items;
      }
    },
    send: ask,
    async delete(path) {
      await ask('DELETE', path, undefined, z.unknown());
    },
  };
}

interface Sent {
  readonly body: unknown;
  readonly token?: string;
}

async function request<Answer extends z.ZodMiniType>(
  method: string,
  url: string,
  { body, token }: Sent,
  answer: Answer,
  { signal, fetch: ask = fetch, pauseMs = 1_000 }: ManagementOptions,
): Promise<z.infer<Answer>> {
  const name = `${method} ${new URL(url).pathname.replace('/api/v2/', '')}`;
  const headers = { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  for (let attempt = 1; ; attempt++) {
    const response = await ask(url, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal }).catch(
      (cause: Error) => {
        signal.throwIfAborted();
        throw new Auth0Error(name, 0, `no answer: ${(cause.cause as Error | undefined)?.message ?? cause.message}`, { cause });
      },
    );
    const text = await response.text();
    if (response.status === 429 && attempt < ATTEMPTS) {
      await sleep(pauseMs * 2 ** (attempt - 1), undefined, { signal });
    } else if (!response.ok) {
      throw new Auth0Error(name, response.status, wordsOf(text) || response.statusText);
    } else {
      return z.parse(answer, text === '' ? undefined : JSON.parse(text));
    }
  }
}

function wordsOf(text: string): string {
  try {
    const { message, error_description: description, error } = JSON.parse(text) as Record<string, string | undefined>;
    return message ?? description ?? error ?? text;
  } catch {
    return text.slice(0, 200);
  }
}
