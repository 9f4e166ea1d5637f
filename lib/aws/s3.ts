import { gunzipSync } from 'node:zlib';
import type { ListMultipartUploadsCommandOutput, ListObjectVersionsCommandOutput, S3Client } from '@aws-sdk/client-s3';
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

/** What a job can ask S3. */
export interface S3Verbs {
  /** @returns every object, in the order of the keys */
  list(bucket: string, prefix?: string): Promise<readonly StoredObject[]>;
  /** Text of an object, unpacked when its name ends with `.gz`; undefined when there is no such object. */
  read(bucket: string, key: string): Promise<string | undefined>;
  /** Uploads a folder with its structure, below a prefix that ends with a slash if one is given. Repeating it sends only what is not there yet. */
  uploadFolder(folder: string, bucket: string, task: Task, prefix?: string): Promise<UploadSummary>;
  /** Current version of an object in a versioned bucket; undefined when it is not there. */
  version(bucket: string, key: string): Promise<string | undefined>;
  /**
   * Deletes every object, version and unfinished upload. A bucket that does not exist counts as empty.
   *
   * @returns how many were deleted
   * @throws JobError naming the objects that S3 refused to delete, with its reason
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

/** A page of versions has at most 1,000 entries, which is also the most that one request deletes. */
async function deleteVersions(client: S3Client, bucket: string, task: Task): Promise<number> {
  let deleted = 0;
  let marker: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (marker) {
    task.signal.throwIfAborted();
    const page: ListObjectVersionsCommandOutput = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, ...marker }), {
      abortSignal: task.signal,
    });
    const objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (objects.length > 0) {
      const { Errors: errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } }));
      if (errors.length > 0) throw refused(bucket, errors);
      deleted += objects.length;
      task.progress(`${deleted} objects deleted from ${bucket}`);
    }
    marker = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined;
  }
  return deleted;
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

function refused(bucket: string, errors: readonly { Key?: string; Code?: string; Message?: string }[]): JobError {
  const few = errors.slice(0, 3).map(({ Key, Code, Message }) => `${Key} (${[Code, Message].filter(Boolean).join(': ')})`);
  const more = errors.length > few.length ? ` and ${errors.length - few.length} more` : '';
  return new JobError({
    problem: `S3 did not delete ${errors.length} objects of ${bucket}`,
    got: `${few.join(', ')}${more}`,
    fix: 'remove what protects them (object lock, a bucket policy), then repeat the command',
  });
}
