import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Engines } from '../../lib/rehearsal/engine';
import { clientOf, everything, openS3, refusal } from './s3';

let s3: Engines['s3'];
let client: S3Client;
beforeAll(async () => {
  s3 = await openS3();
  s3.makeBucket('lake');
  s3.makeBucket('versions', { versioned: true });
  client = clientOf(s3, everything);
});
afterAll(() => s3.close());

const put = (Key: string, Body: string, more: object = {}) => client.send(new PutObjectCommand({ Bucket: 'lake', Key, Body, ...more }));
const get = (Key: string, more: object = {}) => client.send(new GetObjectCommand({ Bucket: 'lake', Key, ...more }));
const head = (Key: string, more: object = {}) => client.send(new HeadObjectCommand({ Bucket: 'lake', Key, ...more }));
const textOf = async (Key: string, more: object = {}) => (await get(Key, more)).Body?.transformToString();

test.each(['plain', 'a b/ü ?#%25&=+.csv', '../up/./x//y', '日本/😀', 'tab\tbed'])('keeps an object whose key is %j', async (key) => {
  await put(key, `content of ${key}`, { ContentType: 'text/csv', Metadata: { owner: 'me & you' } });

  await expect(textOf(key)).resolves.toBe(`content of ${key}`);
  await expect(head(key)).resolves.toMatchObject({
    ContentType: 'text/csv',
    Metadata: { owner: 'me & you' },
    ContentLength: Buffer.byteLength(`content of ${key}`),
  });
});

test('the ETag is the MD5 of the content, and a checksum comes back on demand', async () => {
  await put('sum', 'data');

  await expect(head('sum', { ChecksumMode: 'ENABLED' })).resolves.toMatchObject({
    ETag: '"8d777f385d3dfec8815d20f7496026dc"',
    ChecksumCRC32: 'rfPzYw==',
    ChecksumType: 'FULL_OBJECT',
  });
});

test('a checksum that differs is refused', async () => {
  await expect(refusal(put('wrong', 'data', { ChecksumSHA256: Buffer.alloc(32).toString('base64') }))).resolves.toBe('BadDigest');
  await expect(refusal(head('wrong'))).resolves.toBe('NotFound');
});

test('takes a stream, whose checksum follows it', async () => {
  const { Readable } = await import('node:stream');
  const Body = Readable.from([Buffer.from('one '), Buffer.from('two')]);
  await client.send(new PutObjectCommand({ Bucket: 'lake', Key: 'stream', Body, ContentLength: 7 }));

  await expect(textOf('stream')).resolves.toBe('one two');
  await expect(head('stream')).resolves.not.toHaveProperty('ContentEncoding', expect.anything());
});

test.each([
  ['bytes=2-4', 'cde', 'bytes 2-4/10'],
  ['bytes=7-', 'hij', 'bytes 7-9/10'],
  ['bytes=-3', 'hij', 'bytes 7-9/10'],
  ['bytes=8-100', 'ij', 'bytes 8-9/10'],
])('the range %s is %s', async (Range, text, ContentRange) => {
  await put('letters', 'abcdefghij');

  const found = await get('letters', { Range });
  expect([await found.Body?.transformToString(), found.ContentRange]).toEqual([text, ContentRange]);
});

test('a range behind the end is refused', async () => {
  await put('letters', 'abcdefghij');
  await expect(refusal(get('letters', { Range: 'bytes=10-' }))).resolves.toBe('InvalidRange');
});

test('conditions hold', async () => {
  const { ETag } = await put('conditions', 'data');

  await expect(refusal(put('conditions', 'more', { IfNoneMatch: '*' }))).resolves.toBe('PreconditionFailed');
  await expect(refusal(put('conditions', 'more', { IfMatch: '"other"' }))).resolves.toBe('PreconditionFailed');
  await expect(refusal(get('conditions', { IfMatch: '"other"' }))).resolves.toBe('PreconditionFailed');
  await expect(refusal(client.send(new DeleteObjectCommand({ Bucket: 'lake', Key: 'conditions', IfMatch: '"other"' })))).resolves.toBe(
    'PreconditionFailed',
  );
  await expect(refusal(get('conditions', { IfNoneMatch: ETag }))).resolves.toMatch(/304|NotModified|Unknown/);
  await expect(textOf('conditions', { IfMatch: ETag })).resolves.toBe('data');
});

test('a copy has the tags and the metadata of its source, or others', async () => {
  await put('source', 'data', { Metadata: { a: '1' }, Tagging: 'owner=me' });
  const copy = (Key: string, more: object) => client.send(new CopyObjectCommand({ Bucket: 'lake', Key, CopySource: 'lake/source', ...more }));
  const tagsOf = async (Key: string) => (await client.send(new GetObjectTaggingCommand({ Bucket: 'lake', Key }))).TagSet;

  await copy('same', {});
  await copy('other', { TaggingDirective: 'REPLACE', Tagging: 'owner=you', MetadataDirective: 'REPLACE', Metadata: { b: '2' } });

  await expect(Promise.all([tagsOf('same'), tagsOf('other')])).resolves.toEqual([[{ Key: 'owner', Value: 'me' }], [{ Key: 'owner', Value: 'you' }]]);
  await expect(Promise.all([head('same'), head('other')])).resolves.toMatchObject([{ Metadata: { a: '1' } }, { Metadata: { b: '2' } }]);
  await expect(refusal(copy('never', { CopySourceIfMatch: '"other"' }))).resolves.toBe('PreconditionFailed');
  await expect(refusal(copy('source', {}))).resolves.toBe('InvalidRequest');
  await expect(refusal(client.send(new CopyObjectCommand({ Bucket: 'lake', Key: 'never', CopySource: 'lake/absent' })))).resolves.toBe('NoSuchKey');
});

const tags = (count: number) => Array.from({ length: count }, (_, at) => ({ Key: `k${at}`, Value: 'v' }));
const tagging = (TagSet: { Key: string; Value: string }[]) =>
  client.send(new PutObjectTaggingCommand({ Bucket: 'lake', Key: 'tagged', Tagging: { TagSet } }));

test('an object has ten tags at most', async () => {
  await put('tagged', 'data');
  await tagging(tags(10));

  await expect(refusal(tagging(tags(11)))).resolves.toBe('BadRequest');
  await expect(
    refusal(
      put('tagged', 'data', {
        Tagging: tags(11)
          .map(({ Key }) => `${Key}=v`)
          .join('&'),
      }),
    ),
  ).resolves.toBe('BadRequest');
  await expect(client.send(new GetObjectTaggingCommand({ Bucket: 'lake', Key: 'tagged' }))).resolves.toMatchObject({ TagSet: tags(10) });
});

test.each([
  ['a key twice', [tags(1), tags(1)].flat()],
  ['a key of the service', [{ Key: 'aws:x', Value: '' }]],
  ['a key of 129 characters', [{ Key: 'k'.repeat(129), Value: '' }]],
  ['a value of 257 characters', [{ Key: 'k', Value: 'v'.repeat(257) }]],
  ['a character that no tag has', [{ Key: 'k', Value: 'a&b' }]],
])('refuses tags with %s', async (_, set) => {
  await put('tagged', 'data');
  await expect(refusal(tagging(set))).resolves.toBe('InvalidTag');
});

test('a key has 1,024 bytes at most', async () => {
  await put('ü'.repeat(512), 'data');
  await expect(refusal(put(`${'ü'.repeat(512)}a`, 'data'))).resolves.toBe('KeyTooLongError');
});

test('metadata has 2 KB at most', async () => {
  await put('metadata', 'data', { Metadata: { a: 'x'.repeat(2_047) } });
  await expect(refusal(put('metadata', 'data', { Metadata: { a: 'x'.repeat(2_048) } }))).resolves.toBe('MetadataTooLarge');
});

test('the headers of a request have 8 KB at most', async () => {
  const tagged = (count: number) => put('headers', 'data', { Tagging: `k=${'%20'.repeat(250)}`, CacheControl: 'x'.repeat(count) });
  await tagged(5_000);
  await expect(refusal(tagged(8_000))).resolves.toBe('RequestHeaderSectionTooLarge');
});

test('deletes up to 1,000 keys at once, and absent ones as well', async () => {
  const objects = (count: number) => Array.from({ length: count }, (_, at) => ({ Key: `many/${at}` }));
  await put('many/0', 'data');
  const remove = (count: number) => client.send(new DeleteObjectsCommand({ Bucket: 'lake', Delete: { Objects: objects(count) } }));

  const { Deleted = [], Errors = [] } = await remove(1_000);
  expect([Deleted.length, Errors.length]).toEqual([1_000, 0]);
  await expect(refusal(remove(1_001))).resolves.toBe('MalformedXML');
  await expect(refusal(head('many/0'))).resolves.toBe('NotFound');
});

test('a bucket with versions keeps what is replaced and deleted', async () => {
  const place = { Bucket: 'versions', Key: 'a' };
  const { VersionId: first } = await client.send(new PutObjectCommand({ ...place, Body: 'one' }));
  await client.send(new PutObjectCommand({ ...place, Body: 'two' }));
  const { DeleteMarker, VersionId: marker } = await client.send(new DeleteObjectCommand(place));

  expect(DeleteMarker).toBe(true);
  await expect(refusal(client.send(new GetObjectCommand(place)))).resolves.toBe('NoSuchKey');
  const old = await client.send(new GetObjectCommand({ ...place, VersionId: first }));
  await expect(old.Body?.transformToString()).resolves.toBe('one');
  await expect(refusal(client.send(new GetObjectCommand({ ...place, VersionId: 'absent' })))).resolves.toBe('NoSuchVersion');
  const { Versions, DeleteMarkers } = await client.send(new ListObjectVersionsCommand({ Bucket: 'versions' }));
  expect([Versions?.map(({ IsLatest }) => IsLatest), DeleteMarkers?.map(({ VersionId }) => VersionId)]).toEqual([[false, false], [marker]]);
  await client.send(new DeleteObjectCommand({ ...place, VersionId: marker }));
  const now = await client.send(new GetObjectCommand(place));
  await expect(now.Body?.transformToString()).resolves.toBe('two');
});

test('what the double does not do, it refuses by name', async () => {
  const { GetObjectAttributesCommand } = await import('@aws-sdk/client-s3');
  const call = client.send(new GetObjectAttributesCommand({ Bucket: 'lake', Key: 'a', ObjectAttributes: ['ETag'] }));
  await expect(call).rejects.toMatchObject({ name: 'NotImplemented', message: 'This double of S3 does not do this: GET of an object, ?attributes' });
});

test('the same data is there after a crash', async () => {
  await put('lasting', 'data');
  await s3.stop();
  await expect(refusal(get('lasting'))).resolves.not.toBe('answered');
  await s3.resume();

  const { Body } = await clientOf(s3, everything).send(new GetObjectCommand({ Bucket: 'lake', Key: 'lasting' }));
  await expect(Body?.transformToString()).resolves.toBe('data');
});
