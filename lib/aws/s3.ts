import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type {
  ListMultipartUploadsCommandOutput,
  ListObjectVersionsCommandOutput,
  _Error as ObjectError,
  ObjectIdentifier,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import type { Task } from '../contract/task';
import { JobError } from '../errors';
import { isNamed } from './errors';
import { everyPage } from './pages';
import { type UploadSummary, uploadFolder } from './s3-upload';

export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
}

/** S3 verbs. */
export interface S3Verbs {
  /** @returns every object, in key order */
  list(bucket: string, prefix?: string): Promise<readonly StoredObject[]>;
  /** Text of an object, unzipped when its key ends with `.gz`; undefined when there is no such object. */
  read(bucket: string, key: string): Promise<string | undefined>;
  /** Uploads a folder with its structure, below an optional prefix that ends with a slash. Repeating it skips uploaded files. */
  uploadFolder(folder: string, bucket: string, task: Task, prefix?: string): Promise<UploadSummary>;
  /** Current version of an object in a versioned bucket; undefined when there is no such object. */
  version(bucket: string, key: string): Promise<string | undefined>;
  /**
   * Deletes every object, version and incomplete multipart upload. A missing bucket counts as empty.
   *
   * @returns number of deleted objects
   * @throws JobError with the objects that S3 refused to delete and its reason
   */
  empty(bucket: string, task: Task): Promise<number>;
}

export function s3Verbs(client: S3Client): S3Verbs {
  return {
    async list(bucket, prefix) {
      const objects = await everyPage(async (token) => {
        const { Contents: items, NextContinuationToken: next } = await client.send(
          new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
        );
        return { items, next };
      });
      return objects.map(({ Key: key = '', Size: bytes = 0 }) => ({ key, bytes }));
    },
    async read(bucket, key) {
      try {
        const { Body: body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        const bytes = (await body?.transformToByteArray()) ?? new Uint8Array();
        return (key.endsWith('.gz') ? gunzipSync(bytes) : Buffer.from(bytes)).toString('utf8');
      } catch (error) {
        if (isNamed(error, 'NoSuchKey', 'NotFound')) return undefined;
        throw error;
      }
    },
    async version(bucket, key) {
      const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })).catch((error) => {
        if (isNamed(error, 'NotFound', 'NoSuchKey')) return undefined;
        throw error;
      });
      return head?.VersionId;
    },
    uploadFolder: (folder, bucket, task, prefix) => uploadFolder(client, { folder, bucket, prefix }, task),
    async empty(bucket, task) {
      try {
        return (await deleteVersions(client, bucket, task)) + (await abortUploads(client, bucket, task));
      } catch (error) {
        if (isNamed(error, 'NoSuchBucket')) return 0;
        throw error;
      }
    },
  };
}

/** A page of versions has at most 1,000 entries, which is also the most that one request deletes. What S3 refuses does not keep the others from it. */
async function deleteVersions(client: S3Client, bucket: string, task: Task): Promise<number> {
  let deleted = 0;
  const refusals: ObjectError[] = [];
  let marker: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (marker) {
    task.signal.throwIfAborted();
    const page: ListObjectVersionsCommandOutput = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, ...marker }), {
      abortSignal: task.signal,
    });
    const objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (objects.length > 0) {
      const refused = await deleteObjects(client, bucket, objects, task);
      refusals.push(...refused);
      deleted += objects.length - refused.length;
      task.progress(`${deleted} objects deleted from ${bucket}`);
    }
    marker = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined;
  }
  if (refusals.length > 0) throw refused(bucket, refusals);
  return deleted;
}

/** Codes with which S3 asks for another attempt at one object of a request; the SDK repeats whole requests only. */
const TRANSIENT = ['InternalError', 'SlowDown', 'ServiceUnavailable', 'RequestTimeout'];
const DELETE_ATTEMPTS = 6;
const RETRY_MS = 200;

/** @returns those that S3 did not delete, with its reasons */
async function deleteObjects(client: S3Client, bucket: string, objects: readonly ObjectIdentifier[], task: Task): Promise<readonly ObjectError[]> {
  const refused: ObjectError[] = [];
  let open = objects;
  for (let attempt = 1; open.length > 0; attempt += 1) {
    const { Errors: errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: [...open], Quiet: true } }));
    const isFinal = ({ Code = '' }: ObjectError) => attempt === DELETE_ATTEMPTS || !TRANSIENT.includes(Code);
    refused.push(...errors.filter(isFinal));
    open = errors.filter((error) => !isFinal(error)).map(({ Key, VersionId }) => ({ Key, VersionId }));
    // Requests that were refused together do not come back together.
    if (open.length > 0) await sleep(RETRY_MS * 2 ** attempt * (0.5 + Math.random() / 2), undefined, { signal: task.signal });
  }
  return refused;
}

async function abortUploads(client: S3Client, bucket: string, task: Task): Promise<number> {
  let aborted = 0;
  let marker: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
  while (marker) {
    task.signal.throwIfAborted();
    const page: ListMultipartUploadsCommandOutput = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, ...marker }), {
      abortSignal: task.signal,
    });
    for (const { Key, UploadId } of page.Uploads ?? []) {
      await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
      aborted += 1;
    }
    marker = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker } : undefined;
  }
  return aborted;
}

function refused(bucket: string, errors: readonly ObjectError[]): JobError {
  const few = errors.slice(0, 3).map(({ Key, Code, Message }) => `${Key} (${[Code, Message].filter(Boolean).join(': ')})`);
  const more = errors.length > few.length ? ` and ${errors.length - few.length} more` : '';
  return new JobError({
    problem: `S3 did not delete ${errors.length === 1 ? '1 object' : `${errors.length} objects`} of ${bucket}`,
    got: `${few.join(', ')}${more}`,
    fix: 'remove the protection (object lock, bucket policy), then repeat the command',
  });
}
