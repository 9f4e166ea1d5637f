import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { graphCommand } from '../../lib/cli/graph';
import { recordingUi } from '../support/recording-ui';
import { registerToy } from '../support/toy-scenario';

jest.setTimeout(30_000);

registerToy();
const folder = mkdtempSync(join(tmpdir(), 'graph-'));

async function graph(...args: string[]) {
  const ui = recordingUi();
  await graphCommand(ui).exitOverride().parseAsync(args, { from: 'user' });
  return ui;
}

test('prints SVG by default', async () => {
  const { texts, values } = await graph('toy');

  expect(texts[0]).toMatch(/^<svg [\s\S]*<\/svg>$/);
  expect(values[0]).toMatchObject({ scenario: 'toy', format: 'svg' });
});

test('draws the configured scenario in the given format', async () => {
  const { texts } = await graph('toy', '--format', 'mermaid', '--set', 'bucketName=pictures');

  expect(texts[0]).toContain('["<b>S3 bucket</b><br/>pictures"]');
  expect(texts[0]).toContain('["<b>Lambda function</b><br/>toy-worker"]');
});

test('--all adds hidden resources', async () => {
  const [{ texts: without }, { texts: all }] = [await graph('toy', '--format', 'dot'), await graph('toy', '--format', 'dot', '--all')];

  expect(without[0]).not.toContain('IAM role');
  expect(all[0]).toContain('IAM role');
});

test('--out writes the picture to a file and prints its path', async () => {
  const file = join(folder, 'toy.mmd');
  const { texts, values } = await graph('toy', '--format', 'mermaid', '--out', file);

  expect(texts[0]).toBe(`mermaid written to ${file}`);
  expect(readFileSync(file, 'utf8')).toBe((values[0] as { picture: string }).picture);
});

test('refuses an unknown format before any work', async () => {
  await expect(graph('toy', '--format', 'png')).rejects.toThrow(/unknown format; got 'png'; allowed: svg, mermaid, dot/);
});

test.each([
  ['a folder that does not exist', join(folder, 'none', 'toy.svg'), /the folder above it does not exist/],
  ['a full disk', '/dev/full', /the disk is full/],
])('reports in one message that it cannot write to %s', async (_, out, message) => {
  await expect(graph('toy', '--format', 'dot', '--out', out)).rejects.toMatchObject({ name: 'JobError', message: expect.stringMatching(message) });
});

test('keeps the previous picture on failure', async () => {
  const file = join(folder, 'kept.dot');
  writeFileSync(file, 'old');

  await expect(graph('toy', '--format', 'dot', '--set', 'unknown=1', '--out', file)).rejects.toThrow(/unknown key unknown/);
  expect(readFileSync(file, 'utf8')).toBe('old');
});
