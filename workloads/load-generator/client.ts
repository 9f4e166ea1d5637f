/** Ways to ask. HTTP/2 is negotiated for https, and assumed for http. */
export const protocols = ['http1', 'http2', 'grpc'] as const;
export type LoadProtocol = (typeof protocols)[number];

/** What came back. */
export interface Answer {
  /** HTTP status; for gRPC, 0 is OK. */
  readonly status: number;
  readonly succeeded: boolean;
  /** Body as text; for gRPC, the message as JSON. */
  readonly body: string;
}

export interface ClientOptions {
  /** `http://` or `https://` address; for gRPC, `host:port` of a greeting service. */
  readonly target: string;
  /** Longest time that a request may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Most connections; HTTP/2 and gRPC share one among all workers. */
  readonly connections: number;
  /** Accepts certificates that nobody vouches for. */
  readonly insecure: boolean;
}

/** Sends requests over connections that are kept. */
export interface LoadClient {
  /** @throws Error if no answer came */
  send(headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Answer>;
  close(): Promise<void>;
}

const KINDS: Readonly<Record<string, readonly unknown[]>> = {
  timeout: ['TimeoutError', 'DEADLINE_EXCEEDED'],
  refused: ['ECONNREFUSED', 'UNAVAILABLE'],
  reset: ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'ERR_HTTP2_STREAM_ERROR', 'ERR_HTTP2_SESSION_ERROR'],
  'no such host': ['ENOTFOUND', 'EAI_AGAIN'],
};

/** Why a request got no answer, in one of a few words, so that failures can be counted by kind. */
export function failureKind(error: unknown): string {
  const { name, code, cause } = error as { name?: unknown; code?: unknown; cause?: unknown };
  const [kind] = Object.entries(KINDS).find(([, words]) => words.includes(name) || words.includes(code)) ?? [];
  if (kind !== undefined) return kind;
  // HTTP/2 cancels its streams when their connection fails, and says why one level below.
  if (typeof cause === 'object' && cause !== null) return failureKind(cause);
  return typeof code === 'string' ? code : 'other';
}
