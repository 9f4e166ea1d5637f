import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { showConfig } from '../../lib/actions/config';
import { jsonSchemaOf, keysOf } from '../../lib/keys';

const file = join(mkdtempSync(join(tmpdir(), 'config-')), 'lake.json');
writeFileSync(file, JSON.stringify({ scanLimitMb: 50, ttlHours: 4 }));

test('says of each value whether it is the default, from the file or from --set', async () => {
  const { keys, file: named } = await showConfig({ scenario: 'glue-athena-data-lake', config: file, set: { ttlHours: '8' } });
  const from = Object.fromEntries(keys.map((key) => [key.name, [key.value, key.from]]));

  expect(named).toBe(file);
  expect(from).toMatchObject({ scanLimitMb: [50, 'file'], ttlHours: [8, '--set'], databaseName: ['smart_hub_data_catalog', 'default'] });
});

test('refuses what synth would refuse', async () => {
  await expect(showConfig({ scenario: 'glue-athena-data-lake', set: { scanLimitMb: '1' } })).rejects.toMatchObject({ exitCode: 2 });
});

describe('the schema', () => {
  const schema = z.object({
    size: z.coerce.number().int().min(2).default(3).describe('how large'),
    share: z.number().default(0.5),
    most: z.number().max(9).default(1),
    on: z.union([z.boolean(), z.stringbool()]).default(false),
    day: z.iso.date().default('2019-12-21'),
    kind: z.enum(['a', 'b']).default('a'),
    either: z.union([z.string(), z.number()]).default('x'),
    name: z.string(),
    maybe: z.string().optional(),
  });

  test('requires what has no default, and allows nothing else', () => {
    expect(jsonSchemaOf(schema)).toMatchObject({ type: 'object', required: ['name'], additionalProperties: false });
    expect(jsonSchemaOf(schema.omit({ name: true }))).not.toHaveProperty('required');
  });

  test('is told in words', () => {
    expect(keysOf(schema).map(({ name, takes }) => `${name}: ${takes}`)).toEqual([
      'size: whole number from 2',
      'share: number',
      'most: number up to 9',
      'on: true | false',
      'day: date',
      'kind: a | b',
      'either: text or number',
      'name: text',
      'maybe: text',
    ]);
    expect(keysOf(schema)[0]).toEqual({ name: 'size', description: 'how large', takes: 'whole number from 2', required: false, default: 3 });
    expect(
      keysOf(schema)
        .filter(({ required }) => required)
        .map(({ name }) => name),
    ).toEqual(['name']);
    expect(keysOf(schema).at(-2)).not.toHaveProperty('default');
  });
});
