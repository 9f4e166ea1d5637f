import { type Dispatcher, Pool } from 'undici';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Path relative to the client's address. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** HTTP/1.1 client of one address with a pool of keep-alive connections. */
export interface HttpClient {
  /** @throws Error before the timeout */
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): void;
}

/** Maximum response size in bytes. */
const ANSWER_LIMIT = 1_000_000;

/** Shorter than the servers' keep-alive timeout, so that no request meets a connection that is closing. */
const IDLE_MS = 30_000;

/** Maximum number of connections. Further requests queue until their timeout, so that a hanging server cannot exhaust the sockets. */
const CONNECTIONS = 256;

/** Creates a client for an `http://` or `https://` address. */
export function httpClient(address: string): HttpClient {
  const { origin, pathname } = new URL(address);
  const prefix = pathname.replace(/\/$/, '');
  // Each request sets its own timeout.
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: IDLE_MS,
    keepAliveMaxTimeout: IDLE_MS,
  });
  return {
    send: ({ method, path, headers, body, timeoutMs }) =>
      new Promise((resolve, reject) => {
        pool.dispatch({ method, path: prefix + path, headers, body }, new Exchange(timeoutMs, resolve, reject));
      }),
    close: () => void pool.destroy(),
  };
}

/** Handler of one request. Reads response chunks directly, because a stream per response would cost more than the rest of the call. */
class Exchange implements Dispatcher.DispatchHandler {
  private readonly timer: NodeJS.Timeout;
  private controller?: Dispatcher.DispatchController;
  private late?: Error;
  private status = 0;
  private readonly parts: Buffer[] = [];
  private length = 0;

  public constructor(
    timeoutMs: number,
    private readonly resolve: (answer: HttpAnswer) => void,
    private readonly reject: (error: Error) => void,
  ) {
    this.timer = setTimeout(() => {
      this.late = new Error(`no answer within ${Math.round(timeoutMs)} ms`);
      this.controller?.abort(this.late);
      this.reject(this.late);
    }, timeoutMs);
  }

  public onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.late) controller.abort(this.late);
  }

  public onResponseStart(_: Dispatcher.DispatchController, status: number): void {
    this.status = status;
  }

  public onResponseData(controller: Dispatcher.DispatchController, part: Buffer): void {
    this.parts.push(part);
    this.length += part.length;
    if (this.length > ANSWER_LIMIT) controller.abort(new Error(`the answer is longer than ${ANSWER_LIMIT} bytes`));
  }

  public onResponseEnd(): void {
    clearTimeout(this.timer);
    const { status, parts } = this;
    this.resolve({ status, body: (parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)).toString() });
  }

  public onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    clearTimeout(this.timer);
    this.reject(error);
  }
}
