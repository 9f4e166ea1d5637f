import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../lib/paths';
import { registry } from '../../lib/scenarios/registry';

jest.setTimeout(120_000);

const PATH = process.env['PATH'] ?? '';
const preload = ['--require', join(packageRoot, 'test/support/cut-network.cjs')];

/** The command that starts a program without any network device, where the system lets us; the preloaded guard is there in any case. */
const isolated = [['unshare', '-n'], ['unshare', '-rn'], []].find((command) => works([...command, 'true']))!;

function works([command = '', ...args]: readonly string[]): boolean {
  return spawnSync(command, args).status === 0;
}

function node(args: readonly string[]) {
  const [command = '', ...rest] = [...isolated, process.execPath, ...preload, ...args];
  return spawnSync(command, rest, { env: { PATH }, encoding: 'utf8' });
}

/** Digest of every file of a cloud assembly, by its path; assets are copies whose names are digests of their content. */
function digests(assembly: string): Record<string, string> {
  const files = (readdirSync(assembly, { recursive: true }) as string[]).filter((file) => /\.json$/.test(file) && !file.includes('asset.'));
  return Object.fromEntries(
    files.sort().map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(join(assembly, file)))
        .digest('hex'),
    ]),
  );
}

test.each([
  ['a connection', "require('node:net').connect(80, '192.0.2.1')"],
  ['a name look-up', "require('node:dns').lookup('example.com', () => {})"],
  ['an HTTP request', "fetch('http://192.0.2.1/').catch(() => {})"],
])('the network is cut: %s ends the program', (_, program) => {
  const { status, stderr } = node(['-e', program]);

  expect(stderr).toMatch(/^network used: /);
  expect(status).toBe(99);
});

describe.each(Object.keys(registry))('%s, with the network cut,', (scenario) => {
  /** Values without which it cannot be synthesized. */
  let given: readonly string[];
  beforeAll(async () => {
    const { example = {} } = (await registry[scenario]!.load()).scenario;
    given = Object.entries(example).flatMap(([key, value]) => ['--set', `${key}=${String(value)}`]);
  });

  function synthesized(region: string): Record<string, string> {
    const out = mkdtempSync(join(tmpdir(), 'offline-'));
    const args = ['synth', scenario, '--account', '111122223333', '--region', region, '--out', out, ...given];
    const { status, stderr } = node([join(packageRoot, 'dist/bin/stagecraft.js'), ...args]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return digests(out);
  }

  test.each(['us-east-1', 'eu-central-1', 'ap-southeast-2'])('synthesizes for %s, twice with identical bytes', (region) => {
    const first = synthesized(region);

    expect(Object.keys(first).length).toBeGreaterThanOrEqual(2);
    expect(synthesized(region)).toEqual(first);
  });
});
