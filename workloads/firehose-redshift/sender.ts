import { lineOf, type Reading } from './reading';

/** What becomes of a batch: for each record undefined, or the code of the error by which it was not taken. */
export type PutBatch = (records: readonly string[]) => Promise<readonly (string | undefined)[]>;

/** How readings are sent. */
export interface Sending {
  /** How many times faster than the readings' own times; Infinity for as fast as it goes. */
  readonly speed: number;
  /** Aborted to stop: what was begun is finished, and what came of it is reported. */
  readonly signal: AbortSignal;
  /** Milliseconds of some clock. */
  now(): number;
  /** Waits so many milliseconds of that clock, or until it is stopped. */
  pause(milliseconds: number): Promise<void>;
  /** Told after each batch. */
  progress(report: SendReport): void;
  /** Milliseconds to wait before what was refused is sent again, doubled each time. @default 200 */
  readonly retryMs?: number;
}

/** How sending went. */
export interface SendReport {
  /** Records that were taken. */
  readonly sent: number;
  /** Records that were not taken, however often they were tried. */
  readonly failed: number;
  /** Records that were tried again, each time counted. */
  readonly retried: number;
  readonly batches: number;
  readonly seconds: number;
  /** Records taken a second. */
  readonly perSecond: number;
  /** Whether it was stopped before its end. */
  readonly stopped: boolean;
  /** Code of the last error of a record. */
  readonly lastError?: string;
}

/** Most records of a PutRecordBatch, and most bytes; the service takes 500 and 4 MiB. */
export const MOST_RECORDS = 500;
export const MOST_BYTES = 4 * 1_048_576;
/** How often a record is tried before it counts as failed. */
const ATTEMPTS = 6;
/** Longest that readings which are due wait for others, in milliseconds. */
const GATHER_MS = 1_000;

/**
 * Sends readings in batches at their own pace, or faster, and tries again what was refused, record by record.
 *
 * Never throws for records that are not taken: it counts them. What the service says to a whole request is thrown after the last attempt.
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

/** Sends a batch, and of it again what was refused. A stop ends the repetitions, not the request. */
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
