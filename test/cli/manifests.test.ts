import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestsCommand } from '../../lib/cli/manifests';
import { type Entry, registry } from '../../lib/scenarios/registry';
import type { Scenario } from '../../lib/scenarios/scenario';
import { recordingUi } from '../support/recording-ui';
import { stagecraft } from '../support/spawned';
import { toy } from '../support/toy-scenario';

const cluster: Scenario = {
  ...(toy as unknown as Scenario),
  manifests: async ({ config, stage }) => [
    { name: 'namespace', yaml: `kind: Namespace\nmetadata: { name: ${stage} }\n` },
    { name: 'store', yaml: `kind: ConfigMap\ndata: { bucket: ${config['bucketName']} }\n` },
  ],
};
const entry: Entry = {
  title: 'Toy',
  summary: '',
  services: [],
  load: async () => ({ scenario: cluster }),
  stacks: async () => ({ build: () => {} }),
};
(registry as Record<string, Entry>)['cluster'] = entry;

async function manifests(...args: string[]) {
  const ui = recordingUi();
  await manifestsCommand(ui).exitOverride().parseAsync(args, { from: 'user' });
  return ui;
}

test('prints nothing for a scenario without Kubernetes, and exits 0', async () => {
  const env = { PATH: process.env['PATH'] ?? '' };

  expect(await stagecraft(['manifests', 'glue-athena-data-lake'], { env })).toEqual({ code: 0, stdout: 'none\n', stderr: '' });
  expect(await stagecraft(['manifests', 'glue-athena-data-lake', '--json'], { env })).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
});

test('prints the manifests of a scenario in order, as one YAML stream, with the resolved configuration', async () => {
  const { texts, values } = await manifests('cluster', '--stage', 'test', '--set', 'bucketName=pictures');

  expect(texts[0]).toBe('kind: Namespace\nmetadata: { name: test }\n---\nkind: ConfigMap\ndata: { bucket: pictures }');
  expect(values[0]).toEqual([
    { name: 'namespace', yaml: expect.stringContaining('Namespace') },
    { name: 'store', yaml: expect.stringContaining('pictures') },
  ]);
});

test('--out writes one file each', async () => {
  const out = join(mkdtempSync(join(tmpdir(), 'manifests-')), 'new');
  const { texts } = await manifests('cluster', '--out', out);

  expect(readdirSync(out).sort()).toEqual(['namespace.yaml', 'store.yaml']);
  expect(readFileSync(join(out, 'store.yaml'), 'utf8')).toContain('bucket: toy-bucket');
  expect(texts[0]).toBe([join(out, 'namespace.yaml'), join(out, 'store.yaml')].join('\n'));
});
