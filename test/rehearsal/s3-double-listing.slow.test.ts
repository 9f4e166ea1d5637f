import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import type { Engines } from '../../lib/rehearsal/engine';
import { clientOf, everything, openS3, refusal } from './s3';

let s3: Engines['s3'];
let client: S3Client;
beforeAll(async () => {
  s3 = await openS3();
  s3.makeBucket('lake');
  s3.makeBucket('parts');
  client = clientOf(s3, everything);
  for (const Key of ['a/1', 'a/2', 'b/1', 'c', 'd&e/<1>', 'ü', '😀', '\uffee'])
    await client.send(new PutObjectCommand({ Bucket: 'lake', Key, Body: Key }));
});
afterAll(() => s3.close());

const list = (more: object) => client.send(new ListObjectsV2Command({ Bucket: 'lake', ...more }));
const keys = async (more: object) => (await list(more)).Contents?.map(({ Key }) => Key) ?? [];
const prefixes = async (more: object) => (await list(more)).CommonPrefixes?.map(({ Prefix }) => Prefix) ?? [];

test('lists keys in the order of their bytes', async () => {
  await expect(keys({})).resolves.toEqual(['a/1', 'a/2', 'b/1', 'c', 'd&e/<1>', 'ü', '\uffee', '😀']);
});

test('a prefix and a delimiter give a folder', async () => {
  await expect(Promise.all([keys({ Delimiter: '/' }), prefixes({ Delimiter: '/' })])).resolves.toEqual([
    ['c', 'ü', '\uffee', '😀'],
    ['a/', 'b/', 'd&e/'],
  ]);
  await expect(Promise.all([keys({ Prefix: 'a/', Delimiter: '/' }), prefixes({ Prefix: 'a', Delimiter: '/' })])).resolves.toEqual([
    ['a/1', 'a/2'],
    ['a/'],
  ]);
  await expect(keys({ StartAfter: 'b/1', MaxKeys: 2 })).resolves.toEqual(['c', 'd&e/<1>']);
});

test.each([{}, { Delimiter: '/' }])('goes on where a page ends: %j', async (how) => {
  const found: (string | undefined)[] = [];
  let pages = 0;
  for await (const page of paginateListObjectsV2({ client, pageSize: 2 }, { Bucket: 'lake', ...how })) {
    pages += 1;
    found.push(...(page.Contents ?? []).map(({ Key }) => Key), ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
  }
  const whole = await list(how);
  expect(pages).toBeGreaterThan(2);
  expect(found.sort()).toEqual([...(whole.Contents ?? []).map(({ Key }) => Key), ...(whole.CommonPrefixes ?? []).map(({ Prefix }) => Prefix)].sort());
});

test('the first version of the API goes on by a marker', async () => {
  const first = await client.send(new ListObjectsCommand({ Bucket: 'lake', MaxKeys: 2, Delimiter: '/' }));
  const second = await client.send(new ListObjectsCommand({ Bucket: 'lake', MaxKeys: 2, Delimiter: '/', Marker: first.NextMarker }));

  expect([first.CommonPrefixes, first.IsTruncated, second.Contents?.map(({ Key }) => Key), second.CommonPrefixes]).toEqual([
    [{ Prefix: 'a/' }, { Prefix: 'b/' }],
    true,
    ['c'],
    [{ Prefix: 'd&e/' }],
  ]);
});

test('a page has 1,000 keys at most', async () => {
  s3.makeBucket('many');
  for (let at = 0; at < 1_001; at += 1) await client.send(new PutObjectCommand({ Bucket: 'many', Key: String(at), Body: 'x' }));
  const { Contents = [], IsTruncated, MaxKeys } = await client.send(new ListObjectsV2Command({ Bucket: 'many', MaxKeys: 5_000 }));

  expect([Contents.length, IsTruncated, MaxKeys]).toEqual([1_000, true, 1_000]);
});

describe('an upload in parts', () => {
  const MIB = 1024 ** 2;
  const place = { Bucket: 'parts', Key: 'big' };
  const begin = async () => ({
    ...place,
    UploadId: (await client.send(new CreateMultipartUploadCommand({ ...place, Tagging: 'a=b', Metadata: { m: '1' } }))).UploadId,
  });
  type Begun = Awaited<ReturnType<typeof begin>>;
  const send = async (upload: Begun, PartNumber: number, bytes: number) => {
    const { ETag } = await client.send(new UploadPartCommand({ ...upload, PartNumber, Body: Buffer.alloc(bytes, PartNumber) }));
    return { PartNumber, ETag };
  };
  const complete = (upload: Begun, Parts: readonly { PartNumber: number; ETag: string | undefined }[]) =>
    client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: [...Parts] } }));

  test('becomes one object, with what was said at its start', async () => {
    const upload = await begin();
    const parts = [await send(upload, 1, 5 * MIB), await send(upload, 3, 10)];
    await expect(client.send(new ListPartsCommand(upload))).resolves.toMatchObject({
      Parts: [{ PartNumber: 1 }, { PartNumber: 3 }],
      IsTruncated: false,
    });
    await complete(upload, parts);

    const { ContentLength, ETag, Metadata, TagCount, Body } = await client.send(new GetObjectCommand(place));
    expect([ContentLength, ETag, Metadata, TagCount]).toEqual([5 * MIB + 10, expect.stringMatching(/^"[0-9a-f]{32}-2"$/), { m: '1' }, 1]);
    const content = Buffer.from((await Body?.transformToByteArray()) ?? []);
    expect([content[0], content[5 * MIB]]).toEqual([1, 3]);
    await expect(refusal(complete(upload, parts))).resolves.toBe('NoSuchUpload');
  });

  test('is refused for a small part, an unknown one, and another order', async () => {
    const upload = await begin();
    const [one, two] = [await send(upload, 1, 10), await send(upload, 2, 10)];

    await expect(refusal(complete(upload, [one, two]))).resolves.toBe('EntityTooSmall');
    await expect(refusal(complete(upload, [two, one]))).resolves.toBe('InvalidPartOrder');
    await expect(refusal(complete(upload, [{ PartNumber: 7, ETag: 'x' }]))).resolves.toBe('InvalidPart');
    await expect(refusal(send(upload, 10_001, 1))).resolves.toBe('InvalidArgument');
  });

  test('is listed until it is aborted', async () => {
    const upload = await begin();
    const open = async () => (await client.send(new ListMultipartUploadsCommand({ Bucket: 'parts' }))).Uploads?.map(({ UploadId }) => UploadId) ?? [];

    await expect(open()).resolves.toContain(upload.UploadId);
    await client.send(new AbortMultipartUploadCommand(upload));
    await expect(open()).resolves.not.toContain(upload.UploadId);
    await expect(refusal(send(upload, 1, 1))).resolves.toBe('NoSuchUpload');
  });

  test('takes parts from another object', async () => {
    await client.send(new PutObjectCommand({ Bucket: 'parts', Key: 'from', Body: 'abcdef' }));
    const upload = await begin();
    const { CopyPartResult } = await client.send(
      new UploadPartCopyCommand({ ...upload, PartNumber: 1, CopySource: 'parts/from', CopySourceRange: 'bytes=1-3' }),
    );
    await complete(upload, [{ PartNumber: 1, ETag: CopyPartResult?.ETag }]);

    const { Body } = await client.send(new GetObjectCommand(place));
    await expect(Body?.transformToString()).resolves.toBe('bcd');
  });
});
