import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stagecraft } from '../support/spawned';

jest.setTimeout(60_000);

const file = join(mkdtempSync(join(tmpdir(), 'cli-config-')), 'lake.json');
writeFileSync(file, JSON.stringify({ scanLimitMb: 50 }));
const run = (...args: string[]) => stagecraft(['config', 'glue-athena-data-lake', ...args], { env: { PATH: '' } });

test('shows the source of each value', async () => {
  const { code, stdout } = await run('--config', file, '--set', 'ttlHours=8');

  expect(code).toBe(0);
  expect(stdout).toMatch(/^key +value +from +takes +description\n/);
  expect(stdout).toMatch(new RegExp(`\nscanLimitMb +50 +${file} +whole number from 10 to 1000000 +bytes scanned cutoff of a query, in MB`));
  expect(stdout).toMatch(/\nttlHours +8 +--set /);
  expect(stdout).toMatch(/\ndatabaseName +"smart_hub_data_catalog" +default /);
});

test('prints the JSON Schema of the file', async () => {
  const { stdout } = await run('--schema');

  expect(JSON.parse(stdout)).toMatchObject({
    type: 'object',
    additionalProperties: false,
    properties: { scanLimitMb: { type: 'integer', minimum: 10, default: 1000 } },
  });
});

test('prints both with --json', async () => {
  const { stdout } = await run('--json', '--config', file);
  const { keys, schema } = JSON.parse(stdout) as { keys: { name: string; value: unknown; from: string }[]; schema: object };

  expect(keys.find(({ name }) => name === 'scanLimitMb')).toMatchObject({ value: 50, from: 'file' });
  expect(schema).toHaveProperty('properties.ttlHours');
});

test.each<[string, string, RegExp]>([
  ['a file that does not exist', join(tmpdir(), 'no-such.json'), /error {4}the configuration file cannot be read\n/],
  ['a file that is not JSON', __filename, /error {4}the configuration file is not JSON/],
])('refuses %s', async (_, path, message) => {
  const { code, stderr } = await run('--config', path);

  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});
