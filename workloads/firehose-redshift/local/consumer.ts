import { inTransaction, onlyValue, type Session } from '../../postgres/session';
import { COLUMNS } from '../reading';
import type { LocalBucket } from './bucket';
import { copyFrom } from './copy';
import { deliveredAt } from './delivery-stream';

/** Where a consumer can be when it is killed: `copied` is after COPY and before anything tells of it. */
export type Moment = 'before' | 'copied' | 'committed';

export interface Consuming {
  readonly bucket: LocalBucket;
  readonly session: Session;
  /** Folders of the buffers and of the errors, without slashes around them. */
  readonly prefix: string;
  readonly errorPrefix: string;
  readonly table: string;
  readonly copyOptions: string;
  /** Called at each moment; what it throws kills the consumer there. @default - it is never killed */
  at?(moment: Moment, manifest: string): void;
}

export interface Consumed {
  readonly buffers: number;
  readonly rows: number;
  /** Buffers that could not be copied; their manifests are in the folder of errors. */
  readonly failed: number;
}

/** A consumer was killed; what it had not finished, the next one does. */
export class Killed extends Error {}

/**
 * Copies every buffer whose manifest is in the bucket and that was not copied, oldest first, as Firehose does.
 *
 * All that it knows is in bucket and database: it can be killed anywhere and begun again. That a buffer was copied is written in the transaction that
 * copies it, so that none is lost or copied twice. Firehose itself promises the former alone.
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
  // What the warehouse takes for now while it copies: the moment at which the buffer was delivered.
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
