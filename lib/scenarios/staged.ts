import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Aws } from '../aws/aws';
import type { Task } from '../contract/task';
import type { Facts } from '../contract/values';

/** Where the files of a folder go. */
export interface Destination {
  readonly bucket: string;
  /** What stands before each key, a slash at its end. @default '' */
  readonly prefix?: string;
}

/** Arranges files in a temporary folder and uploads them. The folder is removed, also when the upload fails. */
export async function staged(
  { aws, task }: { readonly aws: Pick<Aws, 's3'>; readonly task: Task },
  { bucket, prefix = '' }: Destination,
  arrange: (folder: string) => Promise<void>,
): Promise<Facts> {
  const folder = await mkdtemp(join(tmpdir(), 'stagecraft-'));
  try {
    await arrange(folder);
    return { bucket, ...(await aws.s3.uploadFolder(folder, bucket, task, prefix)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
