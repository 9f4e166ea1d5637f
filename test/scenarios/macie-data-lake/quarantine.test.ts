import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { answered, NO_NETWORK } from '../../../lib/rehearsal/answers';
import { findingOf } from '../../../workloads/macie-data-lake/local/findings';
import { folderAnswers } from '../../../workloads/macie-data-lake/local/folder-answers';
import { type ObjectStore, quarantine } from '../../../workloads/macie-data-lake/quarantine';
import { s3Store } from '../../../workloads/macie-data-lake/s3-store';

const settings = { sourceBucket: 'lake', isolationBucket: 'isolation' };
const finding = (changes: object = {}) => {
  const event = findingOf({ bucket: 'lake', key: 'p/a.csv', detections: {}, personal: true, severity: 'High', jobId: 'j', account: '1' });
  return { ...event, detail: { ...event.detail, ...changes } };
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quarantine-'));
  mkdirSync(join(folder, 'lake/p'), { recursive: true });
  writeFileSync(join(folder, 'lake/p/a.csv'), 'data');
});
afterEach(() => rmSync(folder, { recursive: true }));

const folderStore = (path: string): ObjectStore => s3Store(answered(new S3Client(NO_NETWORK), folderAnswers(path)));
const files = () => (readdirSync(folder, { recursive: true }) as string[]).filter((file) => file.endsWith('.csv')).sort();

test('acceptance 7: a high severity event copies and deletes the object once, and a second delivery has no effect', async () => {
  const event = finding();
  await expect(quarantine(event, settings, folderStore(folder))).resolves.toMatchObject({ outcome: 'moved' });
  const moved = files();

  await expect(quarantine(event, settings, folderStore(folder))).resolves.toMatchObject({ outcome: 'ignored' });
  expect(moved).toEqual([`isolation/${event.detail.id}/p/a.csv`]);
  expect(files()).toEqual(moved);
});

test('acceptance 8: a failed copy deletes nothing and fails the invocation', async () => {
  writeFileSync(join(folder, 'isolation'), 'in the way');

  await expect(quarantine(finding(), settings, folderStore(folder))).rejects.toThrow();
  expect(files()).toEqual(['lake/p/a.csv']);
});

test('acceptance 9: ignores sample findings and other buckets', async () => {
  const store = folderStore(folder);
  const foreign = { resourcesAffected: { s3Bucket: { name: 'other' }, s3Object: { key: 'p/a.csv', path: 'other/p/a.csv' } } };

  await expect(quarantine(finding({ sample: true }), settings, store)).resolves.toMatchObject({ outcome: 'ignored' });
  await expect(quarantine(finding(foreign), settings, store)).resolves.toMatchObject({ outcome: 'ignored' });
  expect(files()).toEqual(['lake/p/a.csv']);
});
