import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { s3Verbs } from '../../lib/aws/s3';

const mock = mockClient(S3Client);
const s3 = s3Verbs(new S3Client({ region: 'eu-central-1' }));
const failing = (name: string) => mock.on(HeadObjectCommand).rejects(Object.assign(new Error(name), { name }));

beforeEach(() => mock.reset());

test('version returns the current version of an object', async () => {
  mock.on(HeadObjectCommand, { Bucket: 'dags', Key: 'requirements.txt' }).resolves({ VersionId: 'v7' });

  await expect(s3.version('dags', 'requirements.txt')).resolves.toBe('v7');
});

test('returns undefined for a missing object', async () => {
  failing('NotFound');

  await expect(s3.version('dags', 'requirements.txt')).resolves.toBeUndefined();
});

test('passes on other errors', async () => {
  failing('NoSuchBucket');

  await expect(s3.version('dags', 'requirements.txt')).rejects.toThrow('NoSuchBucket');
});
