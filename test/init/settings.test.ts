import { z } from 'zod';
import { settingsSource } from '../../lib/init/settings';
import type { LoadedScenario } from '../../lib/scenarios/load';
import { toy } from '../support/toy-scenario';

/** Settings of a toy with these keys, with defaults and the given values. */
function settings(shape: z.ZodRawShape, given: object = {}, contract: Readonly<Record<string, string>> = {}): readonly string[] {
  const config = z.object(shape);
  const scenario = { ...toy, config, contract } as unknown as LoadedScenario['scenario'];
  return settingsSource({ scenario, stage: 'dev', config: config.parse(given) } as LoadedScenario).split('\n');
}

test('a key has its description as a sentence, its type and its value', () => {
  const lines = settings({ bucketName: z.string().default('toy').describe('bucket of the toy') }, { bucketName: 'mine' });

  expect(lines.slice(1, 8)).toEqual([
    'export interface Config {',
    '  /** Bucket of the toy. */',
    '  readonly bucketName: string;',
    '}',
    '',
    'export const config: Config = {',
    "  bucketName: 'mine',",
  ]);
});

test.each<[string, z.ZodType, string, string]>([
  ['text', z.string().default('x'), 'string', "'x'"],
  ['text with a quote', z.string().default("it's"), 'string', '"it\'s"'],
  ['a whole number', z.number().int().default(3), 'number', '3'],
  ['a number', z.number().default(0.5), 'number', '0.5'],
  ['a switch', z.boolean().default(true), 'boolean', 'true'],
  ['one of several words', z.enum(['small', 'large']).default('small'), "'small' | 'large'", "'small'"],
  ['text or a number', z.union([z.string(), z.number()]).default(3), 'string | number', '3'],
  ['a number of two kinds', z.union([z.number().int(), z.literal(0.5)]).default(3), 'number', '3'],
  ['one of two texts', z.union([z.string().max(3), z.string().startsWith('arn:')]).default('x'), 'string', "'x'"],
  ['a list of texts', z.array(z.string()).default(['a', 'b']), 'readonly string[]', '["a","b"]'],
  ['a list of words', z.array(z.enum(['a', 'b'])).default([]), "readonly ('a' | 'b')[]", '[]'],
  ['an object', z.object({ days: z.number() }).default({ days: 2 }), 'object', '{"days":2}'],
])('%s keeps its type', (_, key, type, value) => {
  const lines = settings({ key });

  expect(lines).toContain(`  readonly key: ${type};`);
  expect(lines).toContain(`  key: ${value},`);
});

test('a key without a description has no comment', () => {
  expect(settings({ plain: z.string().default('x') }).slice(1, 4)).toEqual(['export interface Config {', '  readonly plain: string;', '}']);
});

test('omits an unset key without a default', () => {
  const source = settings({ note: z.string().optional(), limit: z.number().default(3) }).join('\n');

  expect(source).not.toContain('note');
  expect(source).toContain('limit: 3,');
});

test('a scenario without keys has only stage and outputs', () => {
  const lines = settings({}, {}, { bucket: 'bucket of the toy' });

  expect(lines).toEqual(
    expect.arrayContaining(["export const STAGE: string = 'dev';", 'export const contract = {', "  bucket: 'bucket of the toy',", '} as const;']),
  );
  expect(lines.slice(1, 6)).toEqual(['export interface Config {', '}', '', 'export const config: Config = {', '};']);
});
