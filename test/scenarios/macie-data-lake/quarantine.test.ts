import {
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Engines } from '../../../lib/rehearsal/engine';
import { findingOf } from '../../../workloads/macie-data-lake/local/findings';
import { type Quarantined, type QuarantineSettings, quarantine } from '../../../workloads/macie-data-lake/quarantine';
import { s3Store } from '../../../workloads/macie-data-lake/s3-store';
import { clientOf, everything, openS3 } from '../../rehearsal/s3';
import { type DeployedScenario, deployed } from '../../support/account-of';

/** The deployed code with the real client, on an S3 that answers as S3 does for the role of the template. */

let settings: QuarantineSettings;

const FUNCTION = { type: 'AWS::Lambda::Function', id: 'Quarantine' };

let account: DeployedScenario;
let s3: Engines['s3'];
let owner: S3Client;
let mover: S3Client;
const bucketsOf = (scenario: DeployedScenario): QuarantineSettings => ({
  sourceBucket: scenario.physicalId('AWS::S3::Bucket', 'Data'),
  isolationBucket: scenario.physicalId('AWS::S3::Bucket', 'Isolation'),
});
beforeAll(async () => {
  account = await deployed('macie-data-lake');
  settings = bucketsOf(account);
});
beforeEach(async () => {
  s3 = await openS3();
  s3.makeBucket(settings.sourceBucket);
  s3.makeBucket(settings.isolationBucket, { versioned: true });
  owner = clientOf(s3, everything, 'owner');
  mover = clientOf(s3, account.authorizerOf(FUNCTION), 'mover');
});
afterEach(() => s3.close());

const put = (Key: string, Body: string, more: object = {}) => owner.send(new PutObjectCommand({ Bucket: settings.sourceBucket, Key, Body, ...more }));
const move = (event: unknown): Promise<Quarantined> => quarantine(event, settings, s3Store(mover));
const keysIn = async (which: 'source' | 'isolation') =>
  ((await owner.send(new ListObjectsV2Command({ Bucket: settings[`${which}Bucket`] }))).Contents ?? []).map(({ Key }) => Key);
const tagsOf = async (Key: string) => {
  const { TagSet = [] } = await owner.send(new GetObjectTaggingCommand({ Bucket: settings.isolationBucket, Key }));
  return Object.fromEntries(TagSet.map((tag) => [tag.Key, tag.Value]));
};
const metadataOf = async (Key: string) => (await owner.send(new HeadObjectCommand({ Bucket: settings.isolationBucket, Key }))).Metadata;

function finding(key: string, changes: { readonly object?: object; readonly details?: object; readonly detail?: object } = {}) {
  const event = findingOf({ bucket: settings.sourceBucket, key, detections: {}, personal: true, severity: 'High', jobId: 'job', account: '1' });
  const { detail } = event;
  return {
    ...event,
    detail: {
      ...detail,
      classificationDetails: { ...detail.classificationDetails, ...changes.details },
      resourcesAffected: { ...detail.resourcesAffected, s3Object: { ...detail.resourcesAffected.s3Object, ...changes.object } },
      ...changes.detail,
    },
  };
}

test('acceptance 7: a High event copies and deletes once, and its second delivery succeeds without effect', async () => {
  await put('p/a.csv', 'data', { ContentType: 'text/csv', Tagging: 'owner=me' });
  const event = finding('p/a.csv');
  const isolatedAs = `${event.detail.id}/p/a.csv`;

  await expect(move(event)).resolves.toEqual({ outcome: 'moved', key: 'p/a.csv', isolatedAs, dropped: 0, isReplaced: false });
  await expect(move(event)).resolves.toMatchObject({ outcome: 'ignored', reason: expect.stringContaining('does not exist') });
  await expect(keysIn('source')).resolves.toEqual([]);
  await expect(keysIn('isolation')).resolves.toEqual([isolatedAs]);
  const copy = await owner.send(new GetObjectCommand({ Bucket: settings.isolationBucket, Key: isolatedAs }));
  expect([copy.ContentType, await copy.Body?.transformToString()]).toEqual(['text/csv', 'data']);
  await expect(tagsOf(isolatedAs)).resolves.toEqual({ owner: 'me', 'macie-finding': event.detail.id, 'macie-severity': 'High', 'macie-job': 'job' });
});

test('acceptance 8: a copy that fails deletes nothing and fails the invocation', async () => {
  await put('p/a.csv', 'data');

  await expect(quarantine(finding('p/a.csv'), { ...settings, isolationBucket: 'absent' }, s3Store(mover))).rejects.toThrow('bucket does not exist');
  await expect(keysIn('source')).resolves.toEqual(['p/a.csv']);
});

test('acceptance 9: examples and foreign buckets are left alone', async () => {
  await put('p/a.csv', 'data');
  const foreign = { resourcesAffected: { s3Bucket: { name: 'other' }, s3Object: { key: 'p/a.csv', path: 'other/p/a.csv' } } };

  await expect(move(finding('p/a.csv', { detail: { sample: true } }))).resolves.toMatchObject({ outcome: 'ignored' });
  await expect(move(finding('p/a.csv', { detail: foreign }))).resolves.toMatchObject({ outcome: 'ignored' });
  await expect(keysIn('source')).resolves.toEqual(['p/a.csv']);
});

test.each([
  ['jobId null', { details: { jobId: null } }],
  ['no jobId', { details: { jobId: undefined } }],
  ['no details', { detail: { classificationDetails: null } }],
])('a finding of automated discovery, with %s, isolates its object without the tag of a job', async (_, changes) => {
  await put('p/a.csv', 'data');
  const event = finding('p/a.csv', changes);

  await expect(move(event)).resolves.toMatchObject({ outcome: 'moved' });
  await expect(tagsOf(`${event.detail.id}/p/a.csv`)).resolves.toEqual({ 'macie-finding': event.detail.id, 'macie-severity': 'High' });
});

test.each([8, 9, 10])('an object with %i tags is isolated: what finds no room is metadata', async (count) => {
  const own = Array.from({ length: count }, (_, at) => [`k${at}`, `v ${at}`] as const);
  await put('p/a.csv', 'data', {
    ContentType: 'text/csv',
    Metadata: { source: 'till' },
    Tagging: new URLSearchParams(Object.fromEntries(own)).toString(),
  });
  const event = finding('p/a.csv');
  const isolatedAs = `${event.detail.id}/p/a.csv`;

  await expect(move(event)).resolves.toMatchObject({ outcome: 'moved', dropped: 0 });
  const tags = await tagsOf(isolatedAs);
  const { source, 'original-tags': moved = '' } = (await metadataOf(isolatedAs)) ?? {};
  expect(Object.keys(tags)).toHaveLength(10);
  expect(tags).toMatchObject({ 'macie-finding': event.detail.id, 'macie-job': 'job' });
  expect({ ...tags, ...Object.fromEntries(new URLSearchParams(moved)) }).toMatchObject(Object.fromEntries(own));
  expect(source).toBe('till');
  await expect(owner.send(new HeadObjectCommand({ Bucket: settings.isolationBucket, Key: isolatedAs }))).resolves.toMatchObject({
    ContentType: 'text/csv',
  });
});

test('what S3 has no room for is counted', async () => {
  const TagSet = Array.from({ length: 10 }, (_, at) => ({ Key: `k${at}`, Value: 'ü'.repeat(250) }));
  await put('p/a.csv', 'data', {
    Metadata: { note: 'x'.repeat(1_000) },
  });
  await owner.send(new PutObjectTaggingCommand({ Bucket: settings.sourceBucket, Key: 'p/a.csv', Tagging: { TagSet } }));

  await expect(move(finding('p/a.csv'))).resolves.toMatchObject({ outcome: 'moved', dropped: 8 });
});

test.each(['a+b/ü ?#%25&=.csv', `a/${'k'.repeat(994)}.csv`, `ü/${'😀'.repeat(255)}`])('an object of the key %s is isolated', async (key) => {
  await put(key, 'data');
  const event = finding(key);

  const moved = await move(event);
  const [isolatedAs = ''] = await keysIn('isolation');
  expect(moved).toEqual({ outcome: 'moved', key, isolatedAs, dropped: 0, isReplaced: false });
  const original = (await metadataOf(isolatedAs))?.['original-key'];
  expect(original === undefined ? isolatedAs : `${event.detail.id}/${Buffer.from(original, 'base64').toString()}`).toBe(`${event.detail.id}/${key}`);
  await expect(keysIn('source')).resolves.toEqual([]);
});

test('a file that was replaced after the scan stays, and one that was not is moved', async () => {
  const { ETag = '' } = await put('p/a.csv', 'scanned');
  const eTag = ETag.replaceAll('"', '');
  await put('p/a.csv', 'another');

  await expect(move(finding('p/a.csv', { object: { eTag, versionId: '' } }))).resolves.toMatchObject({
    outcome: 'ignored',
    reason: expect.stringContaining('replaced'),
  });
  await expect(keysIn('source')).resolves.toEqual(['p/a.csv']);
  await put('p/a.csv', 'scanned');
  await expect(move(finding('p/a.csv', { object: { eTag, versionId: '' } }))).resolves.toMatchObject({ outcome: 'moved' });
});

test('a file that is replaced while it is copied stays too', async () => {
  await put('p/a.csv', 'scanned');
  const store = s3Store(mover);
  const slow: typeof store = {
    ...store,
    async copy(from, to, labels) {
      await store.copy(from, to, labels);
      await put('p/a.csv', 'another');
    },
  };

  await expect(quarantine(finding('p/a.csv'), settings, slow)).resolves.toMatchObject({ outcome: 'moved', isReplaced: true });
  await expect(keysIn('source')).resolves.toEqual(['p/a.csv']);
});

test('a key of the customer encrypts both buckets, and the role may use it', async () => {
  const scenario = await deployed('macie-data-lake', { customerKey: true });
  const buckets = bucketsOf(scenario);
  const keyArn = `arn:aws:kms:eu-central-1:111122223333:key/${scenario.physicalId('AWS::KMS::Key', 'Key')}`;
  const encrypted = await openS3();
  for (const bucket of Object.values(buckets)) encrypted.makeBucket(bucket, { keyArn });
  const place = { Bucket: buckets.sourceBucket, Key: 'p/a.csv' };
  await clientOf(encrypted, everything).send(new PutObjectCommand({ ...place, Body: 'data' }));
  const store = s3Store(clientOf(encrypted, scenario.authorizerOf(FUNCTION)));

  await expect(
    quarantine(
      finding('p/a.csv', { detail: { resourcesAffected: { s3Bucket: { name: place.Bucket }, s3Object: { key: place.Key } } } }),
      buckets,
      store,
    ),
  ).resolves.toMatchObject({
    outcome: 'moved',
  });
  await encrypted.close();
});
