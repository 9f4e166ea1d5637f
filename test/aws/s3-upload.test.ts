import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { s3Verbs } from '../../lib/aws/s3';
import { uploadFolder } from '../../lib/aws/s3-upload';
import { recordingTask } from '../support/task';

const mock = mockClient(S3Client);
const client = new S3Client({ region: 'eu-central-1' });
let folder: string;

interface Stored {
  readonly bytes: Buffer;
  readonly ChecksumSHA256?: string;
  readonly ETag: string;
}

/** A bucket that stores objects and describes them as S3 does. */
let bucket: Map<string, Stored>;
let unfinished: Map<string, { key: string; parts: Map<number, Buffer> }>;

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stagecraft-upload-'));
  bucket = new Map();
  unfinished = new Map();
  mock.reset();
  mock.on(HeadObjectCommand).callsFake(async ({ Key, ChecksumMode }) => {
    const stored = bucket.get(Key);
    if (!stored) throw Object.assign(new Error('NotFound'), { name: 'NotFound' });
    const { bytes, ETag, ChecksumSHA256 } = stored;
    return { ContentLength: bytes.length, ETag: `"${ETag}"`, ...(ChecksumMode === 'ENABLED' ? { ChecksumSHA256 } : {}) };
  });
  mock.on(PutObjectCommand).callsFake(async ({ Key, Body, ChecksumSHA256 }) => {
    expect(ChecksumSHA256).toBe(sha256(Body).toString('base64'));
    bucket.set(Key, { bytes: Buffer.from(Body), ChecksumSHA256, ETag: md5(Body) });
    return {};
  });
  mock.on(CreateMultipartUploadCommand).callsFake(async ({ Key }) => {
    const UploadId = `u${unfinished.size + 1}`;
    unfinished.set(UploadId, { key: Key, parts: new Map() });
    return { UploadId };
  });
  mock.on(UploadPartCommand).callsFake(async ({ UploadId, PartNumber, Body, ChecksumSHA256 }) => {
    expect(ChecksumSHA256).toBe(sha256(Body).toString('base64'));
    unfinished.get(UploadId)?.parts.set(PartNumber, Buffer.from(Body));
    return { ETag: `"${PartNumber}"` };
  });
  mock.on(CompleteMultipartUploadCommand).callsFake(async ({ UploadId, MultipartUpload }) => {
    const { key, parts } = unfinished.get(UploadId) ?? { key: '', parts: new Map<number, Buffer>() };
    const ordered = [...parts].sort(([one], [other]) => one - other).map(([, bytes]) => bytes);
    expect(MultipartUpload?.Parts).toHaveLength(ordered.length);
    bucket.set(key, {
      bytes: Buffer.concat(ordered),
      ChecksumSHA256: `${sha256(Buffer.concat(ordered.map(sha256))).toString('base64')}-${ordered.length}`,
      ETag: `x-${ordered.length}`,
    });
    unfinished.delete(UploadId);
    return {};
  });
  mock.on(AbortMultipartUploadCommand).callsFake(async ({ UploadId }) => {
    unfinished.delete(UploadId);
    return {};
  });
});

afterEach(() => rmSync(folder, { recursive: true }));

function file(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

test('uploads a folder with its structure, and reports progress', async () => {
  file('a/one.json', '1');
  file('a/b/two.json', '22');
  file('empty.csv', '');
  const task = recordingTask();

  await expect(s3Verbs(client).uploadFolder(folder, 'bucket', task)).resolves.toEqual({ uploaded: 3, unchanged: 0, bytes: 3 });
  expect([...bucket].map(([key, { bytes }]) => [key, bytes.toString()]).sort()).toEqual([
    ['a/b/two.json', '22'],
    ['a/one.json', '1'],
    ['empty.csv', ''],
  ]);
  expect(task.lines.at(-1)).toBe('3 of 3 files, 0.0 MB sent');
});

test('uploads only missing files, byte for byte', async () => {
  file('same', 'same');
  file('changed', 'before');
  await uploadFolder(client, { folder, bucket: 'bucket' }, recordingTask());
  file('changed', 'after!');
  file('new', 'new');
  mock.resetHistory();

  await expect(uploadFolder(client, { folder, bucket: 'bucket' }, recordingTask())).resolves.toEqual({ uploaded: 2, unchanged: 1, bytes: 9 });
  expect(
    mock
      .commandCalls(PutObjectCommand)
      .map(({ args }) => args[0].input.Key)
      .sort(),
  ).toEqual(['changed', 'new']);
});

test('recognizes an object without a checksum by its MD5', async () => {
  file('same', 'same');
  file('other', 'one!');
  bucket.set('same', { bytes: Buffer.from('same'), ETag: md5(Buffer.from('same')) });
  bucket.set('other', { bytes: Buffer.from('two!'), ETag: md5(Buffer.from('two!')) });

  await expect(uploadFolder(client, { folder, bucket: 'bucket' }, recordingTask())).resolves.toEqual({ uploaded: 1, unchanged: 1, bytes: 4 });
});

test('uploads large files in parts, and recognizes them afterwards', async () => {
  file('large', '0123456789');
  const options = { folder, bucket: 'bucket', partBytes: 4 };

  await expect(uploadFolder(client, options, recordingTask())).resolves.toEqual({ uploaded: 1, unchanged: 0, bytes: 10 });
  expect(bucket.get('large')?.bytes.toString()).toBe('0123456789');
  expect(mock.commandCalls(UploadPartCommand)).toHaveLength(3);
  await expect(uploadFolder(client, options, recordingTask())).resolves.toEqual({ uploaded: 0, unchanged: 1, bytes: 0 });
});

test("aborts the upload when a part fails, with S3's reason", async () => {
  file('large', '0123456789');
  mock.on(UploadPartCommand, { PartNumber: 2 }).rejects(new Error('EntityTooLarge'));

  await expect(uploadFolder(client, { folder, bucket: 'bucket', partBytes: 4 }, recordingTask())).rejects.toThrow('EntityTooLarge');
  expect(unfinished.size).toBe(0);
  expect(bucket.size).toBe(0);
});

test('the reason stays that of the part that failed when the unfinished upload cannot be aborted either', async () => {
  file('large', '0123456789');
  mock.on(UploadPartCommand, { PartNumber: 2 }).rejects(new Error('EntityTooLarge'));
  mock.on(AbortMultipartUploadCommand).rejects(new Error('AccessDenied'));

  await expect(uploadFolder(client, { folder, bucket: 'bucket', partBytes: 4 }, recordingTask())).rejects.toThrow('EntityTooLarge');
});

test('an interruption leaves no unfinished upload behind and says how to go on', async () => {
  file('large', '0123456789');
  const task = recordingTask();
  mock.on(UploadPartCommand, { PartNumber: 1 }).callsFake(async () => {
    task.abort();
    return { ETag: '"1"' };
  });

  await expect(uploadFolder(client, { folder, bucket: 'bucket', partBytes: 4 }, task)).rejects.toThrow(
    /the upload was interrupted after 0 of 1 files; repeat the command: it skips files that are uploaded/,
  );
  expect(unfinished.size).toBe(0);
});

test('stops all uploads when one fails', async () => {
  for (let index = 0; index < 20; index += 1) file(`f${index}`, 'x');
  mock.on(HeadObjectCommand).rejects(Object.assign(new Error('denied'), { name: 'AccessDenied' }));

  await expect(uploadFolder(client, { folder, bucket: 'bucket' }, recordingTask())).rejects.toThrow('denied');
  expect(mock.commandCalls(HeadObjectCommand).length).toBeLessThanOrEqual(4);
});
