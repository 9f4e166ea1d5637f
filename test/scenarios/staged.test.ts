import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Aws } from '../../lib/aws/aws';
import { staged } from '../../lib/scenarios/staged';
import { recordingTask } from '../support/task';

const task = recordingTask();
const uploading = (uploadFolder: (folder: string, bucket: string, task: unknown, prefix: string) => Promise<unknown>) =>
  ({ aws: { s3: { uploadFolder } } as unknown as Aws, task }) as const;
const arrange = (folder: string) => writeFile(join(folder, 'one.csv'), 'a,b');

test('uploads the arranged files to bucket and prefix, and removes the folder', async () => {
  const sent: unknown[] = [];
  let used = '';
  const context = uploading(async (folder, bucket, _, prefix) => {
    used = folder;
    sent.push(bucket, prefix, readFileSync(join(folder, 'one.csv'), 'utf8'));
    return { uploaded: 1, unchanged: 0, bytes: 3 };
  });

  await expect(staged(context, { bucket: 'lake', prefix: 'raw/' }, arrange)).resolves.toEqual({
    bucket: 'lake',
    uploaded: 1,
    unchanged: 0,
    bytes: 3,
  });
  expect(sent).toEqual(['lake', 'raw/', 'a,b']);
  expect(existsSync(used)).toBe(false);
});

test.each([
  ['the upload', arrange],
  [
    'arranging',
    async () => {
      throw new Error('no space left');
    },
  ],
])('removes the folder when %s fails', async (_, arranging) => {
  let used = '';
  const context = uploading(async () => {
    throw new Error('no space left');
  });
  const failing = staged(context, { bucket: 'lake' }, async (folder) => {
    used = folder;
    await arranging(folder);
  });

  await expect(failing).rejects.toThrow('no space left');
  expect(used).not.toBe('');
  expect(existsSync(used)).toBe(false);
});
