/** Protocols. HTTP/2 is negotiated for https and assumed for http. */
export const protocols = ['http1', 'http2', 'grpc'] as const;
export type LoadProtocol = (typeof protocols)[number];

/** Response of a request. */
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
  /** Request timeout in milliseconds. */
  readonly timeoutMs: number;
  /** Maximum number of connections; with HTTP/2 and gRPC all workers share one. */
  readonly connections: number;
  /** Accepts untrusted certificates. */
  readonly insecure: boolean;
}

/** Sends requests over persistent connections. */
export interface LoadClient {
  /** @throws Error without a response */
  send(headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Answer>;
  close(): Promise<void>;
}

const KINDS: Readonly<Record<string, readonly unknown[]>> = {
  timeout: ['TimeoutError', 'DEADLINE_EXCEEDED'],
  refused: ['ECONNREFUSED', 'UNAVAILABLE'],
  reset: ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'ERR_HTTP2_STREAM_ERROR', 'ERR_HTTP2_SESSION_ERROR'],
  'no such host': ['ENOTFOUND', 'EAI_AGAIN'],
};

/** Short reason for a missing response, so that failures can be counted by kind. */
export function failureKind(error: unknown): string {
  const { name, code, cause } = error as { name?: unknown; code?: unknown; cause?: unknown };
  const [kind] = Object.entries(KINDS).find(([, words]) => words.includes(name) || words.includes(code)) ?? [];
  if (kind !== undefined) return kind;
  // HTTP/2 cancels the streams of a failed connection and puts the reason into `cause`.
  if (typeof cause === 'object' && cause !== null) return failureKind(cause);
  return typeof code === 'string' ? code : 'other';
}
