import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { AccessRequest } from '../../lib/contract/access';
import type { Engines } from '../../lib/rehearsal/engine';
import { clientOf, everything, only, openS3, refusal } from './s3';

let s3: Engines['s3'];
beforeEach(async () => {
  s3 = await openS3();
  s3.makeBucket('lake');
  s3.makeBucket('secret', { keyArn: 'arn:aws:kms:us-east-1:111122223333:key/k' });
  const owner = clientOf(s3, everything, 'owner');
  for (const Bucket of ['lake', 'secret']) await owner.send(new PutObjectCommand({ Bucket, Key: 'a/1', Body: 'data', Tagging: 'kind=raw' }));
});
afterEach(() => s3.close());

/** A client that may do these actions, and the requests that its policies were asked about. */
function caller(...actions: string[]) {
  const asked: AccessRequest[] = [];
  const client = clientOf(
    s3,
    only((request) => {
      asked.push(request);
      return actions.includes(request.action);
    }),
    'role/reader',
  );
  return { client, asked };
}

const reads = (Key: string, Bucket = 'lake') => [new GetObjectCommand({ Bucket, Key }), new HeadObjectCommand({ Bucket, Key })] as const;

test('an absent key is 404 for a caller who may list, and 403 for another', async () => {
  const lists = caller('s3:GetObject', 's3:ListBucket');
  const blind = caller('s3:GetObject');
  const [get, head] = reads('absent');

  await expect(refusal(lists.client.send(get))).resolves.toBe('NoSuchKey');
  await expect(refusal(lists.client.send(head))).resolves.toBe('NotFound');
  await expect(refusal(blind.client.send(get))).resolves.toBe('AccessDenied');
  await expect(blind.client.send(head)).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
});

test('the question behind an absent key has no prefix, and neither has HeadBucket', async () => {
  const { client, asked } = caller('s3:GetObject', 's3:ListBucket');
  await refusal(client.send(reads('absent')[1]));
  await client.send(new HeadBucketCommand({ Bucket: 'lake' }));

  expect(asked.filter(({ action }) => action === 's3:ListBucket')).toEqual([
    { action: 's3:ListBucket', resource: 'arn:aws:s3:::lake', context: { 'aws:SecureTransport': 'true' } },
    { action: 's3:ListBucket', resource: 'arn:aws:s3:::lake', context: { 'aws:SecureTransport': 'true' } },
  ]);
});

test('a listing carries the prefix that it asks for, and none that it does not', async () => {
  const { client, asked } = caller('s3:ListBucket');
  for (const Prefix of ['a/', '', undefined]) await client.send(new ListObjectsV2Command({ Bucket: 'lake', Prefix }));

  expect(asked.map(({ context }) => context?.['s3:prefix'])).toEqual(['a/', '', undefined]);
});

test('a denied call names caller, action and resource', async () => {
  const { client } = caller();
  await expect(client.send(reads('a/1')[0])).rejects.toThrow(
    'User: role/reader is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::lake/a/1" because no statement allows s3:GetObject',
  );
  expect(s3.requests.at(-1)).toMatchObject({
    caller: 'role/reader',
    operation: 'GetObject',
    bucket: 'lake',
    key: 'a/1',
    status: 403,
    code: 'AccessDenied',
    denied: [
      { action: 's3:GetObject', resource: 'arn:aws:s3:::lake/a/1', context: { 'aws:SecureTransport': 'true', 's3:ExistingObjectTag/kind': 'raw' } },
    ],
  });
});

test('a copy asks for reading, writing, and the tags that it takes along', async () => {
  const all = caller('s3:GetObject', 's3:PutObject', 's3:GetObjectTagging', 's3:PutObjectTagging');
  const copy = new CopyObjectCommand({ Bucket: 'lake', Key: 'b', CopySource: 'lake/a/1' });
  await all.client.send(copy);
  expect(all.asked.map(({ action, resource }) => `${action} ${resource.slice(13)}`)).toEqual([
    's3:PutObject lake/b',
    's3:GetObject lake/a/1',
    's3:PutObjectTagging lake/b',
    's3:GetObjectTagging lake/a/1',
  ]);

  for (const action of ['s3:GetObject', 's3:PutObject', 's3:GetObjectTagging', 's3:PutObjectTagging']) {
    const others = ['s3:GetObject', 's3:PutObject', 's3:GetObjectTagging', 's3:PutObjectTagging'].filter((each) => each !== action);
    await expect(refusal(caller(...others).client.send(copy))).resolves.toBe('AccessDenied');
  }
});

test('each denied key among many deletions is an Error element of the answer', async () => {
  const client = clientOf(
    s3,
    only(({ action, resource }) => action === 's3:DeleteObject' && resource.endsWith('/x')),
  );
  const Objects = [{ Key: 'x' }, { Key: 'a/1' }];
  const { Deleted, Errors } = await client.send(new DeleteObjectsCommand({ Bucket: 'lake', Delete: { Objects } }));

  expect([Deleted, Errors]).toMatchObject([[{ Key: 'x' }], [{ Key: 'a/1', Code: 'AccessDenied' }]]);
});

test("a customer's key asks for its use", async () => {
  const put = new PutObjectCommand({ Bucket: 'secret', Key: 'b', Body: 'data' });
  await expect(refusal(caller('s3:GetObject').client.send(reads('a/1', 'secret')[0]))).resolves.toBe('AccessDenied');
  await expect(refusal(caller('s3:GetObject', 'kms:Decrypt').client.send(reads('a/1', 'secret')[0]))).resolves.toBe('answered');
  await expect(refusal(caller('s3:PutObject').client.send(put))).resolves.toBe('AccessDenied');
  await expect(refusal(caller('s3:PutObject', 'kms:GenerateDataKey').client.send(put))).resolves.toBe('answered');
});

test('an unknown bucket, an unknown key id and an anonymous request are refused', async () => {
  const { client } = caller('s3:GetObject');
  const stranger = new S3Client({
    endpoint: s3.url,
    region: s3.region,
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: 'A', secretAccessKey: 'b' },
  });

  await expect(refusal(client.send(reads('a/1', 'absent')[0]))).resolves.toBe('NoSuchBucket');
  await expect(refusal(stranger.send(reads('a/1')[0]))).resolves.toBe('InvalidAccessKeyId');
  await expect(fetch(`${s3.url}/lake/a/1`).then(({ status }) => status)).resolves.toBe(403);
});
