import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteTableCommand, type GlueClient } from '@aws-sdk/client-glue';
import { DeleteObjectsCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';

/** Codes with which S3 asks for another attempt at one object of a request. */
const TRANSIENT = ['InternalError', 'SlowDown', 'ServiceUnavailable', 'RequestTimeout'];
const ATTEMPTS = 6;

/**
 * Removes a table and its files, because CTAS fails when either exists. Does nothing when neither exists.
 *
 * @throws Error when S3 does not delete an object
 */
export async function removeTable(
  { glue, s3 }: { readonly glue: GlueClient; readonly s3: S3Client },
  { database, table, bucket }: { readonly database: string; readonly table: string; readonly bucket: string },
  { retryMs = 100 }: { readonly retryMs?: number } = {},
): Promise<void> {
  await glue.send(new DeleteTableCommand({ DatabaseName: database, Name: table })).catch((error: Error) => {
    if (error.name !== 'EntityNotFoundException') throw error;
  });
  for (let attempt = 1; ; ) {
    // Always the first page: what was on it is gone the next time.
    const { Contents: found = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: `${table}/` }));
    if (found.length === 0) return;
    const { Errors: refused = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: found.map(({ Key }) => ({ Key })), Quiet: true } }),
    );
    const [first] = refused.filter(({ Code = '' }) => attempt === ATTEMPTS || !TRANSIENT.includes(Code));
    if (first) throw new Error(`S3 did not delete ${first.Key} of ${bucket}: ${first.Message ?? first.Code}`);
    if (refused.length > 0) await sleep(retryMs * 2 ** attempt++);
  }
}
