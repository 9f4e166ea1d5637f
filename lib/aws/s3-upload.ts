import { createHash } from 'node:crypto';
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { Task } from '../contract/task';
import { JobError } from '../errors';
import { isNamed } from './errors';

export interface UploadSummary {
  readonly uploaded: number;
  /** Files that were already there with the same bytes. */
  readonly unchanged: number;
  readonly bytes: number;
}

export interface UploadOptions {
  readonly folder: string;
  readonly bucket: string;
  /** Key prefix, ending with a slash. @default '' */
  readonly prefix?: string;
  /** Part size of multipart uploads; larger files are split. @default 8 MiB */
  readonly partBytes?: number;
}

/** One file to upload. */
interface Upload {
  readonly path: string;
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
  readonly partBytes: number;
}

/** Concurrent uploads. Each holds one part in memory. */
const AT_ONCE = 4;

/** Uploads a folder. Identical objects are skipped; an interruption leaves no incomplete multipart upload. */
export async function uploadFolder(
  client: S3Client,
  { folder, bucket, prefix = '', partBytes = 8 * 1024 * 1024 }: UploadOptions,
  task: Task,
): Promise<UploadSummary> {
  const files = await filesBelow(folder);
  const waiting = files.values();
  let uploaded = 0;
  let unchanged = 0;
  let bytes = 0;
  const failed = new AbortController();
  const signal = AbortSignal.any([task.signal, failed.signal]);

  const worker = async () => {
    for (const path of waiting) {
      signal.throwIfAborted();
      const upload = { path, bucket, key: `${prefix}${relative(folder, path).split(sep).join('/')}`, bytes: (await stat(path)).size, partBytes };
      if (await isThere(client, upload, signal)) unchanged += 1;
      else {
        await send(client, upload, signal);
        uploaded += 1;
        bytes += upload.bytes;
      }
      task.progress(`${uploaded + unchanged} of ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB sent`);
    }
  };
  const workers = Array.from({ length: AT_ONCE }, () =>
    worker().catch((error) => {
      failed.abort(error);
      throw error;
    }),
  );
  const ended = await Promise.allSettled(workers);
  if (task.signal.aborted) {
    throw new JobError({
      problem: `the upload was interrupted after ${uploaded + unchanged} of ${files.length} files`,
      fix: 'repeat the command: it skips files that are uploaded',
    });
  }
  if (ended.some(({ status }) => status === 'rejected')) throw failed.signal.reason;
  return { uploaded, unchanged, bytes };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function isThere(client: S3Client, upload: Upload, signal: AbortSignal): Promise<boolean> {
  const { bucket: Bucket, key: Key, bytes } = upload;
  const head = await client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }), { abortSignal: signal }).catch((error) => {
    if (isNamed(error, 'NotFound', 'NoSuchKey')) return undefined;
    throw error;
  });
  if (head?.ContentLength !== bytes) return false;
  if (head.ChecksumSHA256 !== undefined) return head.ChecksumSHA256 === (await sha256(upload));
  // Without a checksum from this upload: the ETag of a single-part object is its MD5.
  return head.ETag?.replaceAll('"', '') === (await md5(upload));
}

async function send(client: S3Client, upload: Upload, signal: AbortSignal): Promise<void> {
  if (upload.bytes > upload.partBytes) return sendInParts(client, upload, signal);
  const { bucket: Bucket, key: Key } = upload;
  for await (const body of parts(upload)) {
    await client.send(new PutObjectCommand({ Bucket, Key, Body: body, ChecksumSHA256: digest(body).toString('base64') }), { abortSignal: signal });
  }
}

async function sendInParts(client: S3Client, upload: Upload, signal: AbortSignal): Promise<void> {
  const { bucket: Bucket, key: Key } = upload;
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm: 'SHA256' }));
  try {
    const sent: { PartNumber: number; ETag?: string; ChecksumSHA256: string }[] = [];
    for await (const body of parts(upload)) {
      const PartNumber = sent.length + 1;
      const ChecksumSHA256 = digest(body).toString('base64');
      const { ETag } = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: body, ChecksumSHA256 }), {
        abortSignal: signal,
      });
      sent.push({ PartNumber, ETag, ChecksumSHA256 });
      signal.throwIfAborted();
    }
    await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: sent } }));
  } catch (error) {
    // What went wrong first matters more than parts that stay, which `destroy` aborts.
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => {});
    throw error;
  }
}

/** The checksum as S3 stores it: of the object, or of its parts' checksums followed by their number. */
async function sha256(upload: Upload): Promise<string> {
  const digests: Buffer[] = [];
  for await (const body of parts(upload)) digests.push(digest(body));
  const [only] = digests;
  if (only && upload.bytes <= upload.partBytes) return only.toString('base64');
  return `${digest(Buffer.concat(digests)).toString('base64')}-${digests.length}`;
}

async function md5(upload: Upload): Promise<string> {
  const hash = createHash('md5');
  for await (const body of parts(upload)) hash.update(body);
  return hash.digest('hex');
}

function digest(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** The parts of a file; one empty part for an empty file. */
async function* parts({ path, bytes, partBytes }: Upload): AsyncGenerator<Uint8Array> {
  const file: FileHandle = await open(path);
  try {
    for (let at = 0; at === 0 || at < bytes; at += partBytes) {
      const size = Math.min(partBytes, bytes - at);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, at);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
