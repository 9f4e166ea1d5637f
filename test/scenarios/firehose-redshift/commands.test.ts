import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { data } from '../../../lib/scenarios/firehose-redshift/data';
import { logs } from '../../../lib/scenarios/firehose-redshift/logs';
import { queries } from '../../../lib/scenarios/firehose-redshift/queries';
import { config } from '../../../lib/scenarios/firehose-redshift/settings';
import { refusingSql, statementsOf } from '../../../lib/scenarios/firehose-redshift/sql';
import { jdbc, tools } from '../../../lib/scenarios/firehose-redshift/tools';
import { forDataApi } from '../../../workloads/firehose-redshift/sql-text';
import { account, streamOnly } from './account';

describe('queries', () => {
  test.each(Object.keys(queries))('%s sends its statement, with bound values', async (name) => {
    const { deployed, asked } = account();
    const query = queries[name as keyof typeof queries];
    const table = await query.run({ ...deployed, params: query.params?.parse({}) ?? {} });
    expect(table.columns.length).toBeGreaterThan(0);
    for (const { sql } of asked) expect(sql).not.toContain('$');
  });

  test('takes the number of rows as a parameter', async () => {
    const { deployed, asked } = account();
    await queries['sensor-msg-detail'].run({ ...deployed, params: { most: 3 } });
    expect(asked[0]).toMatchObject({ sql: expect.stringContaining('CAST(:most AS integer)'), parameters: [{ name: 'most', value: '3' }] });
  });
});

describe('SQL files', () => {
  test('names one that lacks a value, with the parameter', async () => {
    await expect(statementsOf('load', { historyUrl: 's3://data/history/' })).rejects.toThrow(
      /the SQL of load\.sql cannot be run; got no value for the parameter \$role/,
    );
    expect(() => refusingSql('x', () => forDataApi('SELECT $a', {}))).toThrow(/x\.sql cannot be run; got no value for the parameter \$a/);
  });

  test('refuses a value with quotes', async () => {
    await expect(statementsOf('loader-new', { digest: "x' CREATEUSER --" })).rejects.toThrow(/contains a character that is not allowed/);
  });
});

describe('data', () => {
  test('uploads the folder of the star schema, without the recorded stream', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sensors-'));
    const { deployed } = account();
    await expect(data.upload({ ...deployed, folder })).rejects.toThrow(/there is no table history in the folder/);
    for (const name of ['history', 'location', 'sensor', 'manufacturer', 'sensors']) {
      const file = join(folder, 'star', name, `${name}.csv`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, 'id\n');
    }
    await expect(data.upload({ ...deployed, folder })).resolves.toMatchObject({ bucket: 'data', folder: join(folder, 'star') });
    rmSync(folder, { recursive: true });
  });
});

describe('tools, logs and teardown', () => {
  test.each(Object.keys(tools))('%s is a page of the console', async (name) => {
    for (const other of [{}, { ...streamOnly, cluster: 'c' }]) {
      const { deployed } = account({ contract: other });
      const { url } = await tools[name as keyof typeof tools].open(deployed);
      expect(url).toMatch(/^https:\/\/us-east-1\.console\.aws\.amazon\.com\//);
    }
  });

  test('a missing log source has no lines', async () => {
    const { deployed } = account({ contract: streamOnly });
    const since = new Date(0);
    await expect(logs.delivery.read({ ...deployed, since })).resolves.toEqual([]);
    await expect(logs.validator.read({ ...deployed, since })).resolves.toEqual([]);
    await expect(logs.warehouse.read({ ...deployed, since })).resolves.toHaveLength(3);
  });

  test('the JDBC URL has no secret', () => {
    expect(jdbc(account().deployed)).toBe('jdbc:redshift://w.example.com:5439/dev?ssl=true');
  });
});

test.each([
  { operatorCidr: '0.0.0.0/0' },
  { operatorCidr: '203.0.113.0/8' },
  { quickSightCidr: '0.0.0.0/24' },
  { firehoseCidr: 'anywhere' },
  { baseCapacity: 5 },
  { bufferSeconds: 901 },
  { nodeType: 'dc2.large' },
  { zones: 'us-east-1a' },
])('refuses configuration %j', (set) => {
  expect(config.safeParse(set).success).toBe(false);
});
