import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { s3Verbs } from '../../lib/aws/s3';
import { recordingTask } from '../support/task';

const mock = mockClient(S3Client);
const s3 = s3Verbs(new S3Client({ region: 'eu-central-1' }));
const body = (bytes: Uint8Array) => ({ Body: { transformToByteArray: async () => bytes } as never });

beforeEach(() => mock.reset());

test('read returns the text of an object', async () => {
  mock.on(GetObjectCommand, { Bucket: 'b', Key: 'a.csv' }).resolves(body(Buffer.from('item|count\nCafé|1\n')));

  await expect(s3.read('b', 'a.csv')).resolves.toBe('item|count\nCafé|1\n');
});

test('read decompresses GZIP', async () => {
  mock.on(GetObjectCommand).resolves(body(gzipSync('a log\n')));

  await expect(s3.read('b', 'stderr.gz')).resolves.toBe('a log\n');
});

test('read returns undefined for a missing object, and passes on other errors', async () => {
  mock
    .on(GetObjectCommand)
    .rejectsOnce(Object.assign(new Error('no'), { name: 'NoSuchKey' }))
    .rejects(new Error('denied'));

  await expect(s3.read('b', 'a')).resolves.toBeUndefined();
  await expect(s3.read('b', 'a')).rejects.toThrow('denied');
});

test('uploadFolder puts files below a prefix', async () => {
  const folder = await mkdtemp(join(tmpdir(), 's3-'));
  await writeFile(join(folder, 'lake.py'), 'pass\n');
  mock.on(HeadObjectCommand).rejects(Object.assign(new Error('no'), { name: 'NotFound' }));
  mock.on(PutObjectCommand).resolves({});

  await expect(s3.uploadFolder(folder, 'b', recordingTask(), 'jobs/')).resolves.toMatchObject({ uploaded: 1 });
  expect(mock.commandCalls(PutObjectCommand)[0]?.args[0].input).toMatchObject({ Bucket: 'b', Key: 'jobs/lake.py' });
});
