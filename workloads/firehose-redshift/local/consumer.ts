import { inTransaction, onlyValue, type Session } from '../../postgres/session';
import { COLUMNS } from '../reading';
import type { LocalBucket } from './bucket';
import { copyFrom } from './copy';
import { deliveredAt } from './delivery-stream';

/** Points at which a consumer can be killed: `copied` is after COPY and before the commit. */
export type Moment = 'before' | 'copied' | 'committed';

export interface Consuming {
  readonly bucket: LocalBucket;
  readonly session: Session;
  /** Prefixes of buffers and errors, without leading or trailing slashes. */
  readonly prefix: string;
  readonly errorPrefix: string;
  readonly table: string;
  readonly copyOptions: string;
  /** Called at each point; an exception kills the consumer there. @default - it is never killed */
  at?(moment: Moment, manifest: string): void;
}

export interface Consumed {
  readonly buffers: number;
  readonly rows: number;
  /** Buffers that could not be copied; their manifests are below the error prefix. */
  readonly failed: number;
}

/** Thrown when a consumer is killed; the next consumer finishes its work. */
export class Killed extends Error {}

/**
 * Copies every uncopied buffer whose manifest is in the bucket, oldest first, as Firehose does.
 *
 * All state is in bucket and database, so the consumer can be killed and restarted anywhere. The transaction that copies a buffer also records it,
 * so that every buffer is copied exactly once. Firehose itself promises at-least-once delivery.
 */
export async function consume(consuming: Consuming): Promise<Consumed> {
  const { bucket, session, prefix, errorPrefix, at } = consuming;
  let [buffers, rows, failed] = [0, 0, 0];
  for (const manifest of await bucket.list(`${prefix}/manifests/`)) {
    if (await onlyValue(session, 'SELECT 1 FROM public.copied_manifest WHERE manifest = $1', [manifest])) continue;
    at?.('before', manifest);
    try {
      rows += await inTransaction(session, () => copyBuffer(consuming, manifest));
      buffers += 1;
    } catch (error) {
      if (error instanceof Killed) throw error;
      await bucket.move(manifest, manifest.replace(prefix, errorPrefix));
      failed += 1;
      continue;
    }
    at?.('committed', manifest);
  }
  return { buffers, rows, failed };
}

async function copyBuffer({ bucket, session, table, copyOptions, at }: Consuming, manifest: string): Promise<number> {
  // Sets the time of GETDATE() during COPY to the buffer's delivery time.
  await session.query("SELECT set_config('rehearsal.now', $1, false)", [String(deliveredAt(manifest))]);
  const from = bucket.urlOf(manifest);
  const copied = await copyFrom(
    bucket,
    session,
    `COPY ${table} (${COLUMNS.join(',')}) FROM '${from}' CREDENTIALS 'here' MANIFEST ${copyOptions} GZIP`,
  );
  at?.('copied', manifest);
  await session.query('INSERT INTO public.copied_manifest (manifest, copied) VALUES ($1, $2)', [manifest, copied]);
  return copied;
}
