import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { s3Verbs } from '../../lib/aws/s3';

const mock = mockClient(S3Client);
const s3 = s3Verbs(new S3Client({ region: 'eu-central-1' }));
const failing = (name: string) => mock.on(HeadObjectCommand).rejects(Object.assign(new Error(name), { name }));

beforeEach(() => mock.reset());

test('version says which version of an object is current', async () => {
  mock.on(HeadObjectCommand, { Bucket: 'dags', Key: 'requirements.txt' }).resolves({ VersionId: 'v7' });

  await expect(s3.version('dags', 'requirements.txt')).resolves.toBe('v7');
});

test('there is none of an object that is not there', async () => {
  failing('NotFound');

  await expect(s3.version('dags', 'requirements.txt')).resolves.toBeUndefined();
});

test('what else goes wrong is passed on', async () => {
  failing('NoSuchBucket');

  await expect(s3.version('dags', 'requirements.txt')).rejects.toThrow('NoSuchBucket');
});
