import { lineOf, type Reading } from './reading';

/** Result of a batch: for each record undefined, or the error code of its failure. */
export type PutBatch = (records: readonly string[]) => Promise<readonly (string | undefined)[]>;

/** Options for sending readings. */
export interface Sending {
  /** Speed relative to the readings' own times; Infinity sends as fast as possible. */
  readonly speed: number;
  /** Abort signal. The batch in flight is finished and reported. */
  readonly signal: AbortSignal;
  /** Current time in milliseconds. */
  now(): number;
  /** Waits the given milliseconds, or until the signal aborts. */
  pause(milliseconds: number): Promise<void>;
  /** Called after each batch. */
  progress(report: SendReport): void;
  /** Delay before the first retry of refused records, in milliseconds, doubled each time. @default 200 */
  readonly retryMs?: number;
}

/** Result of sending. */
export interface SendReport {
  /** Accepted records. */
  readonly sent: number;
  /** Records that failed after all attempts. */
  readonly failed: number;
  /** Number of retries, summed over all records. */
  readonly retried: number;
  readonly batches: number;
  readonly seconds: number;
  /** Accepted records per second. */
  readonly perSecond: number;
  /** Whether it was stopped before its end. */
  readonly stopped: boolean;
  /** Error code of the last failed record. */
  readonly lastError?: string;
}

/** Records and bytes per PutRecordBatch; the service allows 500 records and 4 MiB. */
export const MOST_RECORDS = 500;
export const MOST_BYTES = 4 * 1_048_576;
/** Attempts before a record counts as failed. */
const ATTEMPTS = 6;
/** Longest time that due readings wait to fill a batch, in milliseconds. */
const GATHER_MS = 1_000;

/**
 * Sends readings in batches at their original pace or faster, and retries refused records one by one.
 *
 * Counts records that fail instead of throwing. An error of the whole request is thrown after the last attempt.
 */
export async function send(readings: Iterable<Reading>, put: PutBatch, sending: Sending): Promise<SendReport> {
  const { speed, signal, now, progress } = sending;
  const began = now();
  const counts = { sent: 0, failed: 0, retried: 0, batches: 0, lastError: undefined as string | undefined };
  const report = (): SendReport => {
    const { lastError, ...numbers } = counts;
    const seconds = (now() - began) / 1_000;
    const perSecond = seconds > 0 ? Math.round((counts.sent / seconds) * 10) / 10 : counts.sent;
    return { ...numbers, seconds, perSecond, stopped: signal.aborted, ...(lastError !== undefined && { lastError }) };
  };
  const deliver = async (batch: readonly string[]) => {
    if (batch.length === 0) return;
    const { failed, retried, lastError } = await putAll(batch, put, sending);
    counts.sent += batch.length - failed;
    counts.failed += failed;
    counts.retried += retried;
    counts.batches += 1;
    counts.lastError = lastError ?? counts.lastError;
    progress(report());
  };

  let batch: string[] = [];
  let bytes = 0;
  let firstTs: number | undefined;
  for (const reading of readings) {
    firstTs ??= reading.ts;
    const due = began + ((reading.ts - firstTs) * 1_000) / speed;
    const record = lineOf(reading);
    const full = batch.length === MOST_RECORDS || bytes + record.length > MOST_BYTES;
    if (full || due > now() + GATHER_MS) {
      await deliver(batch);
      batch = [];
      bytes = 0;
      if (due > now()) await sending.pause(due - now());
    }
    if (signal.aborted) break;
    batch.push(record);
    bytes += record.length;
  }
  await deliver(batch);
  return report();
}

/** Sends a batch and retries its refused records. An abort ends the retries, not the request in flight. */
async function putAll(batch: readonly string[], put: PutBatch, { signal, pause, retryMs = 200 }: Sending) {
  let left = batch;
  let retried = 0;
  let lastError: string | undefined;
  for (let attempt = 1; ; attempt++) {
    const codes = await put(left);
    lastError = codes.findLast((code) => code !== undefined) ?? lastError;
    left = left.filter((_, index) => codes[index] !== undefined);
    if (left.length === 0 || attempt === ATTEMPTS || signal.aborted) return { failed: left.length, retried, lastError };
    retried += left.length;
    await pause(retryMs * 2 ** (attempt - 1));
  }
}
