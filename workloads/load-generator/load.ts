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
  /** Headers of each request. @default - none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Request timeout in milliseconds. @default 20000 */
  readonly timeoutMs?: number;
  /** Accepts untrusted certificates. @default false */
  readonly insecure?: boolean;
  /** Stops the load; the results so far are returned. @default - runs to its end */
  readonly signal?: AbortSignal;
  /** Validates each response; returns a reason if it is wrong. @default - the status decides */
  readonly check?: (answer: Answer) => string | undefined;
  /** Called once a second with the number of finished requests. @default - no progress */
  readonly progress?: (ended: number) => void;
}

export interface LoadResult {
  /** Finished requests, including failed ones. */
  readonly requests: number;
  readonly succeeded: number;
  /** Responses by status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Failed requests by kind: 'timeout', 'refused', 'reset', 'status 503', or a reason from `check`. */
  readonly errors: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Requests per second. */
  readonly throughput: number;
  /** Latency of requests with a response; with a rate, measured from the scheduled time. Undefined without responses. */
  readonly latency?: Latency;
  /** True if the signal ended it before all requests were made. */
  readonly stopped: boolean;
}

/**
 * Sends requests as the profile defines and measures latencies.
 *
 * With a rate, latency counts from the scheduled time, so that a stall does not hide the delay of the requests behind it
 * (coordinated omission).
 *
 * @throws RangeError if the profile is invalid, TypeError if the target is not an address
 */
export async function load(options: LoadOptions): Promise<LoadResult> {
  checkProfile(options);
  const { requests, concurrency, ratePerWorker, headers = {}, check = () => undefined } = options;
  const { timeoutMs = 20_000 } = options;
  if (!(timeoutMs >= 1 && timeoutMs <= 3_600_000)) throw new RangeError(`timeout is not valid: got ${timeoutMs}, allowed is 1 to 3,600,000 ms`);
  // Every request adds a listener; this is not a leak.
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
      // Requests that the signal aborted count neither as responses nor as failures.
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

/** Loads clients on demand: gRPC alone takes a tenth of a second. */
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
