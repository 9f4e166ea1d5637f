import { setTimeout as sleep } from 'node:timers/promises';
import { SignatureV4 } from '@smithy/signature-v4';
import { explained, type RequestContext, withOperation } from './errors';

type SignerOptions = ConstructorParameters<typeof SignatureV4>[0];

/** Credentials and endpoint of signed requests. */
export interface SignedRequestOptions {
  readonly credentials: SignerOptions['credentials'];
  readonly region: string;
  /** SHA-256 of the SDK, such as `sts.config.sha256`. */
  readonly sha256: SignerOptions['sha256'];
  /** Name of the service in signatures. */
  readonly service: string;
  readonly context: RequestContext;
  /** @default - `fetch` of Node */
  readonly fetch?: typeof fetch;
  /** Longest wait before a request is sent again, in milliseconds; doubled each time. @default 500 */
  readonly retryMs?: number;
  /** Number between 0 and 1, by which the wait is shortened so that requests spread. @default Math.random */
  readonly random?: () => number;
}

export interface SignedRequest {
  /** Service and operation, for messages: `MWAA InvokeRestApi`. */
  readonly operation: string;
  readonly method: 'GET' | 'POST';
  /** Host prefix of the service, such as `env.`; not used with a custom endpoint. */
  readonly hostPrefix: string;
  /** With its query, where it has one. */
  readonly path: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** An error response of a service. */
export class ServiceRefusal extends Error {
  constructor(
    name: string,
    message: string,
    /** The response body. */
    public readonly answer: unknown,
    status: number,
  ) {
    super(message);
    this.name = name;
    this.$metadata = { httpStatusCode: status };
  }

  /** The status, where SDK errors have it. */
  public readonly $metadata: { readonly httpStatusCode: number };
  /** Marks it as a service error, as in the SDK. */
  public readonly $fault = 'client';
}

const ATTEMPTS = 6;
const THROTTLED = ['ThrottlingException', 'TooManyRequestsException', 'ServiceUnavailableException'];

/** Sends signed requests for operations that no SDK client here supports. */
export function signedRequests(options: SignedRequestOptions): (request: SignedRequest) => Promise<unknown> {
  const { credentials, region, service, sha256, context, retryMs = 500, random = Math.random } = options;
  const send = options.fetch ?? fetch;
  const signer = new SignatureV4({ credentials, region, service, sha256 });

  const once = async ({ method, hostPrefix, path, body, signal }: SignedRequest) => {
    const url = new URL(path, context.endpoint ?? `https://${hostPrefix}${service}.${region}.${suffixOf(region)}`);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const { headers } = await signer.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { host: url.host, ...(text !== undefined && { 'content-type': 'application/json' }) },
      body: text,
    });
    const { host: _, ...sent } = headers;
    return send(url, { method, headers: sent, body: text, signal });
  };

  return async (request) => {
    const { operation, signal } = request;
    try {
      for (let attempt = 1; ; attempt++) {
        const response = await once(request).catch(withCause);
        const answer = parsed(await response.text());
        if (response.ok) return answer;
        const refusal = refusalOf(response, answer);
        if (attempt === ATTEMPTS || !isTransient(refusal.name, response.status)) throw refusal;
        await sleep(retryMs * 2 ** (attempt - 1) * random(), undefined, { signal });
      }
    } catch (error) {
      throw withOperation(explained(error, { operation, ...context }), operation);
    }
  };
}

/** Whether the same request may succeed later: it was throttled, or the service failed. A refusal of Airflow's own API is final. */
function isTransient(name: string, status: number): boolean {
  return THROTTLED.includes(name) || status === 429 || (status >= 500 && status !== 501 && name !== 'RestApiServerException');
}

function suffixOf(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}

/** `fetch` only reports that it failed; the reason is in the cause. */
function withCause(error: unknown): never {
  throw error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
}

function parsed(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return { message: text.slice(0, 500) };
  }
}

function refusalOf({ status, headers }: Response, answer: unknown): ServiceRefusal {
  const { __type: type, code, message, Message } = (answer ?? {}) as Readonly<Record<string, unknown>>;
  const named = String(headers.get('x-amzn-errortype') ?? type ?? code ?? `HTTP ${status}`);
  const name = named.replace(/:.*/s, '').replace(/.*#/s, '');
  return new ServiceRefusal(name, String(message ?? Message ?? `status ${status}`), answer, status);
}
