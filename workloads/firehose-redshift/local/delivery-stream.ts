import { gzipSync } from 'node:zlib';
import { MOST_BYTES, MOST_RECORDS } from '../sender';
import type { TransformationEvent, TransformationResult } from '../validate';
import type { LocalBucket } from './bucket';

/** Configuration of a delivery stream. */
export interface StreamSettings {
  readonly name: string;
  readonly bucket: LocalBucket;
  /** Prefixes without leading or trailing slashes. */
  readonly prefix: string;
  readonly errorPrefix: string;
  /** Buffer size in bytes before compression. */
  readonly sizeBytes: number;
  /** Buffer interval in seconds, counted from the oldest record. */
  readonly intervalSeconds: number;
  transform(event: TransformationEvent): TransformationResult;
}

/** A delivered buffer: time, number of records, bytes before compression. */
export interface Delivered {
  readonly at: number;
  readonly records: number;
  readonly bytes: number;
}

/** Largest record that Firehose accepts: 1,000 KiB before Base64. */
const MOST_RECORD_BYTES = 1_000 * 1_024;

/** Thrown for a request that Firehose refuses as a whole. */
class RequestRefused extends Error {}

/**
 * Firehose on this machine: accepts batches, transforms each record, buffers by size and time, and writes GZIP objects with one manifest each.
 *
 * The caller passes the time in epoch seconds. A buffer is removed from memory only after it is in the bucket.
 */
export class LocalDeliveryStream {
  public readonly delivered: Delivered[] = [];
  /** Records that the transformation refused, written below the error prefix. */
  public refused = 0;
  private buffer: string[] = [];
  private bytes = 0;
  private oldest = Number.POSITIVE_INFINITY;
  private objects = 0;

  constructor(private readonly settings: StreamSettings) {}

  /** Accepts a batch. @throws RequestRefused when it exceeds the limits of PutRecordBatch */
  public async putBatch(records: readonly string[], at: number): Promise<readonly undefined[]> {
    const sizes = records.map((record) => Buffer.byteLength(record));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (records.length === 0 || records.length > MOST_RECORDS)
      throw new RequestRefused(`a batch has 1 to ${MOST_RECORDS} records, not ${records.length}`);
    if (total > MOST_BYTES) throw new RequestRefused(`a batch has at most ${MOST_BYTES} bytes, not ${total}`);
    const largest = Math.max(...sizes);
    if (largest > MOST_RECORD_BYTES) throw new RequestRefused(`a record has at most ${MOST_RECORD_BYTES} bytes, not ${largest}`);

    await this.tick(at);
    const event = { records: records.map((record, index) => ({ recordId: String(index), data: Buffer.from(record).toString('base64') })) };
    const refused: string[] = [];
    for (const { result, data } of this.settings.transform(event).records) {
      if (result === 'Ok') await this.add(Buffer.from(data, 'base64').toString('utf8'), at);
      else refused.push(data);
    }
    if (refused.length > 0) await this.writeErrors(refused, at);
    return records.map(() => undefined);
  }

  /** Advances the time to `at`: a buffer past its interval is delivered, at the moment its interval ended. */
  public async tick(at: number): Promise<void> {
    const due = this.oldest + this.settings.intervalSeconds;
    if (this.buffer.length > 0 && at >= due) await this.deliver(due);
  }

  /** Delivers everything that is buffered. @returns time of the delivery */
  public async drain(at: number): Promise<number> {
    if (this.buffer.length === 0) return at;
    const due = this.oldest + this.settings.intervalSeconds;
    await this.deliver(due);
    return due;
  }

  private async add(line: string, at: number): Promise<void> {
    if (this.buffer.length === 0) this.oldest = at;
    this.buffer.push(line);
    this.bytes += Buffer.byteLength(line);
    if (this.bytes >= this.settings.sizeBytes) await this.deliver(at);
  }

  private async deliver(at: number): Promise<void> {
    const { bucket, prefix } = this.settings;
    const { buffer, bytes } = this;
    const name = this.nameAt(at);
    const content = gzipSync(buffer.join(''));
    const key = `${prefix}/${hourOf(at)}/${name}.gz`;
    await bucket.put(key, content);
    const entries = [{ url: bucket.urlOf(key), mandatory: true, meta: { content_length: content.length } }];
    await bucket.put(`${prefix}/manifests/${hourOf(at)}/${name}`, JSON.stringify({ entries }));
    this.delivered.push({ at, records: buffer.length, bytes });
    this.buffer = [];
    this.bytes = 0;
    this.oldest = Number.POSITIVE_INFINITY;
  }

  private async writeErrors(refused: readonly string[], at: number): Promise<void> {
    const { bucket, errorPrefix } = this.settings;
    const lines = refused.map((rawData) => `${JSON.stringify({ errorCode: 'Lambda.FunctionError', arrivalTimestamp: at * 1_000, rawData })}\n`);
    await bucket.put(`${errorPrefix}/processing-failed/${hourOf(at)}/${this.nameAt(at)}.gz`, gzipSync(lines.join('')));
    this.refused += refused.length;
  }

  /** Names sort in the order in which the objects were written. */
  private nameAt(at: number): string {
    this.objects += 1;
    const time = new Date(at * 1_000).toISOString().slice(0, 19).replace(/[T:]/g, '-');
    return `${this.settings.name}-1-${time}-${String(this.objects).padStart(8, '0')}`;
  }
}

/** Delivery time in the name of a manifest, in epoch seconds. @throws Error when the name has none */
export function deliveredAt(manifest: string): number {
  const match = /(\d{4}-\d\d-\d\d)-(\d\d)-(\d\d)-(\d\d)-\d+$/.exec(manifest);
  if (!match) throw new Error(`the manifest ${manifest} does not tell when it was delivered`);
  const [, day, hours, minutes, seconds] = match;
  return Date.parse(`${day}T${hours}:${minutes}:${seconds}Z`) / 1_000;
}

function hourOf(at: number): string {
  return new Date(at * 1_000).toISOString().slice(0, 13).replace(/[-T]/g, '/');
}
