import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type ClientOptions, failureKind, type LoadClient, type LoadProtocol } from './client';
import { type Latency, LatencyRecorder } from './latency';
import { checkProfile, type Profile } from './profile';

export interface LoadOptions extends Profile {
  /** `http://` or `https://` address; for gRPC, `host:port` of a greeting service. */
  readonly target: string;
  /** @default 'http1' */
  readonly protocol?: LoadProtocol;
  /** Sent with each request. @default - none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Longest time that a request may take, in milliseconds. @default 20000 */
  readonly timeoutMs?: number;
  /** Accepts certificates that nobody vouches for. @default false */
  readonly insecure?: boolean;
  /** Stops the load; what has been measured until then is the result. @default - runs to its end */
  readonly signal?: AbortSignal;
  /** Told of every answer, to look into it; returns a reason if the answer is wrong. @default - statuses decide */
  readonly check?: (answer: Answer) => string | undefined;
  /** Told once a second how many requests have ended. @default - nobody is told */
  readonly progress?: (ended: number) => void;
}

export interface LoadResult {
  /** Requests that have ended, one way or another. */
  readonly requests: number;
  readonly succeeded: number;
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Requests without a good answer by kind: 'timeout', 'refused', 'reset', 'status 503', or a reason that `check` gave. */
  readonly errors: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Requests a second. */
  readonly throughput: number;
  /** Of requests that got an answer; with a rate, from the moment when a request was due. Undefined if none did. */
  readonly latency?: Latency;
  /** True if the signal ended it before all requests were made. */
  readonly stopped: boolean;
}

/**
 * Asks as often as the profile says and measures how long answers take.
 *
 * With a rate, a request that has to wait because the one before was slow counts from when it was due: otherwise a stall would hide
 * the requests that it kept from being made.
 *
 * @throws RangeError if the profile cannot be carried out, TypeError if the target is not an address
 */
export async function load(options: LoadOptions): Promise<LoadResult> {
  checkProfile(options);
  const { requests, concurrency, ratePerWorker, headers = {}, check = () => undefined } = options;
  const { timeoutMs = 20_000 } = options;
  if (!(timeoutMs >= 1 && timeoutMs <= 3_600_000)) throw new RangeError(`timeout is not valid: got ${timeoutMs}, allowed is 1 to 3,600,000 ms`);
  // Every request listens to it, which is no leak.
  const stop = new AbortController();
  const { signal } = stop;
  setMaxListeners(0, signal);
  const stopWithCaller = () => stop.abort();
  options.signal?.addEventListener('abort', stopWithCaller, { once: true });
  if (options.signal?.aborted) stopWithCaller();
  const client = await clientOf(options, timeoutMs);
  const latency = new LatencyRecorder();
  const statuses: Record<string, number> = {};
  const errors: Record<string, number> = {};
  let begun = 0;
  let ended = 0;
  let succeeded = 0;

  async function request(due: number): Promise<void> {
    try {
      const answer = await client.send(headers, signal);
      latency.record(performance.now() - due);
      count(statuses, String(answer.status));
      const wrong = answer.succeeded ? check(answer) : `status ${answer.status}`;
      if (wrong === undefined) succeeded += 1;
      else count(errors, wrong);
    } catch (error) {
      // What the signal cut off is neither an answer nor a fault of the target.
      if (signal.aborted) return;
      count(errors, failureKind(error));
    }
    ended += 1;
  }

  async function worker(): Promise<void> {
    const start = performance.now();
    for (let made = 0; begun < requests && !signal.aborted; made += 1) {
      begun += 1;
      if (ratePerWorker === undefined) {
        await request(performance.now());
        continue;
      }
      const due = start + (made * 1_000) / ratePerWorker;
      const early = due - performance.now();
      if (early > 0) await sleep(early, undefined, { signal }).catch(() => {});
      if (!signal.aborted) await request(due);
    }
  }

  const started = performance.now();
  const telling = setInterval(() => options.progress?.(ended), 1_000);
  try {
    await Promise.all(Array.from({ length: Math.min(concurrency, requests) }, worker));
  } finally {
    clearInterval(telling);
    options.signal?.removeEventListener('abort', stopWithCaller);
    await client.close();
  }
  const seconds = (performance.now() - started) / 1_000;
  return {
    requests: ended,
    succeeded,
    statuses,
    errors,
    seconds,
    throughput: ended / seconds,
    latency: latency.summary(),
    stopped: ended < requests,
  };
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

/** Clients are loaded when they are needed: gRPC alone costs a tenth of a second. */
async function clientOf({ target, protocol = 'http1', concurrency, insecure = false }: LoadOptions, timeoutMs: number): Promise<LoadClient> {
  const options: ClientOptions = { target, timeoutMs, connections: concurrency, insecure };
  if (protocol === 'grpc') {
    if (!/^[^/\s]+:\d{1,5}$/.test(target)) throw new TypeError(`target is not valid: got '${target}', allowed is host:port for gRPC`);
    return (await import('./grpc')).grpcClient(options);
  }
  if (!URL.canParse(target) || !/^https?:$/.test(new URL(target).protocol)) {
    throw new TypeError(`target is not valid: got '${target}', allowed is an address that begins with http:// or https://`);
  }
  return protocol === 'http2' ? (await import('./http2')).http2Client(options) : (await import('./http1')).http1Client(options);
}
