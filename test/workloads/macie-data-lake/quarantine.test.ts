import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { findingOf } from '../../../workloads/macie-data-lake/local/findings';
import { type ObjectStore, quarantine } from '../../../workloads/macie-data-lake/quarantine';
import { s3Store } from '../../../workloads/macie-data-lake/s3-store';

const settings = { sourceBucket: 'lake', isolationBucket: 'isolation' };
const finding = findingOf({
  bucket: 'lake',
  key: 'patient_data/patients.csv',
  detections: { 'US Passport': 3 },
  personal: true,
  severity: 'High',
  jobId: 'job',
  account: '111122223333',
});
const { id } = finding.detail;

/** A store with one object, which records its calls. */
function storeWith(...keys: string[]): ObjectStore & { readonly calls: string[] } {
  const there = new Set(keys.map((key) => `lake/${key}`));
  const calls: string[] = [];
  return {
    calls,
    head: async (place) => (there.has(`${place.bucket}/${place.key}`) ? { ...place, bytes: 10, eTag: 'tag', metadata: {}, headers: {} } : undefined),
    tags: async () => ({}),
    copy: async (from, to, { tags }) => {
      calls.push(`copy ${from.bucket}/${from.key} ${from.eTag} to ${to.bucket}/${to.key} ${JSON.stringify(tags)}`);
    },
    delete: async ({ bucket, key }) => {
      there.delete(`${bucket}/${key}`);
      calls.push(`delete ${bucket}/${key}`);
      return true;
    },
  };
}

test("copies to a key with the finding's id, tags the copy with the finding, then deletes", async () => {
  const store = storeWith('patient_data/patients.csv');

  await expect(quarantine(finding, settings, store)).resolves.toEqual({
    outcome: 'moved',
    key: 'patient_data/patients.csv',
    isolatedAs: `${id}/patient_data/patients.csv`,
    dropped: 0,
    isReplaced: false,
  });
  expect(store.calls).toEqual([
    `copy lake/patient_data/patients.csv tag to isolation/${id}/patient_data/patients.csv {"macie-finding":"${id}","macie-severity":"High","macie-job":"job"}`,
    'delete lake/patient_data/patients.csv',
  ]);
});

test('a second delivery finds no object, and does nothing', async () => {
  const store = storeWith('patient_data/patients.csv');
  await quarantine(finding, settings, store);

  await expect(quarantine(finding, settings, store)).resolves.toMatchObject({
    outcome: 'ignored',
    reason: expect.stringContaining('the object does not exist'),
  });
  expect(store.calls).toHaveLength(2);
});

test('a failed copy deletes nothing, and fails the invocation', async () => {
  const store = storeWith('patient_data/patients.csv');
  const failing = { ...store, copy: async () => Promise.reject(new Error('no room')) };

  await expect(quarantine(finding, settings, failing)).rejects.toThrow('no room');
  expect(store.calls).toEqual([]);
});

test('ignores sample findings and other buckets', async () => {
  const store = storeWith('patient_data/patients.csv');
  const { resourcesAffected } = finding.detail;
  const example = { ...finding, detail: { ...finding.detail, sample: true } };
  const foreign = { ...finding, detail: { ...finding.detail, resourcesAffected: { ...resourcesAffected, s3Bucket: { name: 'other' } } } };

  await expect(quarantine(example, settings, store)).resolves.toMatchObject({ outcome: 'ignored', reason: 'it is a sample finding of Macie' });
  await expect(quarantine(foreign, settings, store)).resolves.toMatchObject({ outcome: 'ignored', reason: 'the bucket is other, not lake' });
  expect(store.calls).toEqual([]);
});

test.each([[{}], [{ ...finding, detail: { ...finding.detail, severity: { description: 'Terrible', score: 9 } } }], ['text']])(
  'refuses a malformed finding: %#',
  async (event) => {
    await expect(quarantine(event, settings, storeWith())).rejects.toThrow();
  },
);

describe('the store on S3', () => {
  const s3 = mockClient(S3Client);
  const store = s3Store(new S3Client({ region: 'us-east-1' }));
  const from = { bucket: 'lake', key: 'a b/ü.csv', eTag: '"tag"', bytes: 10, metadata: { m: '1' }, headers: { ContentType: 'text/csv' } };
  const to = { bucket: 'isolation', key: 'id/a b/ü.csv' };
  beforeEach(() => s3.reset());

  test('returns an object with what is kept of it, or undefined when it does not exist', async () => {
    s3.on(HeadObjectCommand)
      .resolvesOnce({ ContentLength: 10, ETag: '"tag"', Metadata: { m: '1' }, ContentType: 'text/csv' })
      .rejectsOnce(Object.assign(new Error(), { name: 'NotFound' }));

    await expect(store.head(from)).resolves.toEqual(from);
    await expect(store.head(from)).resolves.toBeUndefined();
  });

  test('passes on any other failure', async () => {
    s3.on(HeadObjectCommand).rejects(Object.assign(new Error('denied'), { name: 'AccessDenied' }));

    await expect(store.head(from)).rejects.toThrow('denied');
  });

  test('copies the object with this ETag, with these tags', async () => {
    await store.copy(from, to, { tags: { owner: 'me & you', 'macie-finding': 'id' } });

    expect(s3.commandCalls(CopyObjectCommand)[0]?.args[0].input).toEqual({
      Bucket: 'isolation',
      Key: 'id/a b/ü.csv',
      CopySource: 'lake/a%20b/%C3%BC.csv',
      CopySourceIfMatch: '"tag"',
      Tagging: 'owner=me+%26+you&macie-finding=id',
      TaggingDirective: 'REPLACE',
    });
  });

  const large = { ...from, bytes: 5 * 1024 ** 3 + 1 };

  test('copies more than 5 GB in parts', async () => {
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'up' });
    s3.on(UploadPartCopyCommand).callsFake(({ PartNumber }) => ({ CopyPartResult: { ETag: `part-${PartNumber}` } }));

    await store.copy(large, to, { tags: {} });

    const ranges = s3.commandCalls(UploadPartCopyCommand).map(({ args }) => args[0].input.CopySourceRange);
    expect(ranges).toHaveLength(6);
    expect([ranges[0], ranges[5]]).toEqual(['bytes=0-1073741823', 'bytes=5368709120-5368709120']);
    expect(s3.commandCalls(UploadPartCopyCommand).every(({ args }) => args[0].input.CopySourceIfMatch === '"tag"')).toBe(true);
    expect(s3.commandCalls(CompleteMultipartUploadCommand)[0]?.args[0].input.MultipartUpload?.Parts).toHaveLength(6);
    expect(s3.commandCalls(CopyObjectCommand)).toHaveLength(0);
  });

  test('aborts the multipart copy when a part fails', async () => {
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'up' });
    s3.on(UploadPartCopyCommand).rejects(new Error('changed meanwhile'));
    s3.on(AbortMultipartUploadCommand).resolves({});

    await expect(store.copy(large, to, { tags: {} })).rejects.toThrow('changed meanwhile');
    expect(s3.commandCalls(AbortMultipartUploadCommand)[0]?.args[0].input).toMatchObject({ UploadId: 'up' });
  });

  test('a copy in parts keeps metadata and headers', async () => {
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'up' });
    s3.on(UploadPartCopyCommand).resolves({ CopyPartResult: { ETag: 'part' } });

    await store.copy(large, to, { tags: {} });

    expect(s3.commandCalls(CreateMultipartUploadCommand)[0]?.args[0].input).toMatchObject({ Metadata: { m: '1' }, ContentType: 'text/csv' });
  });

  test('an upload that cannot be aborted does not hide why it failed', async () => {
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'up' });
    s3.on(UploadPartCopyCommand).rejects(new Error('changed meanwhile'));
    s3.on(AbortMultipartUploadCommand).rejects(new Error('AccessDenied'));

    await expect(store.copy(large, to, { tags: {} })).rejects.toThrow('changed meanwhile');
  });

  test('deletes an object with this ETag', async () => {
    await store.delete(from);

    expect(s3.commandCalls(DeleteObjectCommand)[0]?.args[0].input).toEqual({ Bucket: 'lake', Key: 'a b/ü.csv', IfMatch: '"tag"' });
  });
});
