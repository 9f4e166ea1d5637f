import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from '../../../workloads/macie-data-lake/generator';
import { identifiers } from '../../../workloads/macie-data-lake/identifiers';
import { detect, matchesIn } from '../../../workloads/macie-data-lake/local/detector';
import { fits } from '../../../workloads/macie-data-lake/local/event-pattern';
import { columnsOf, tableNames } from '../../../workloads/macie-data-lake/tables';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'macie-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('keywords', () => {
  test.each([
    ['X70531895X', 'PASSPORT', 1, 'in the name of the column'],
    ['X70531895X', 'passport_number', 1, 'in part of the name, in any case'],
    ['X70531895X', 'CODE', 0, 'nowhere'],
    ['passport X70531895X', 'NOTE', 1, 'before the match'],
    ['X70531895X passport', 'NOTE', 0, 'behind the match'],
    [`passport${' '.repeat(32)}X70531895X`, 'NOTE', 1, 'just within 50 characters of its end'],
    [`passport${' '.repeat(33)}X70531895X`, 'NOTE', 0, 'just beyond'],
    ['passport X70531895X and X70531896X', 'NOTE', 2, 'before both'],
  ])('%s in %s: %i', (value, column, matches) => {
    expect(matchesIn(value, column, 'X[0-9]{8}X', ['PASSPORT'])).toBe(matches);
  });

  test('without keywords every match counts', () => {
    expect(matchesIn('M1 M2', 'ANY', 'M[0-9]', [])).toBe(2);
  });
});

test('cells in quotes may contain commas and quotes', async () => {
  const file = join(folder, 'quoted.csv');
  writeFileSync(file, 'NOTE,PASSPORT,CODE\n"a, ""b""",X70531895X,1\n,,X70531895X\n"x","X70531896X",\r\n');

  await expect(detect(file, identifiers)).resolves.toEqual({ 'US Passport': 2 });
});

test('finds nothing in a file with only a header, or an empty file', async () => {
  const file = join(folder, 'empty.csv');
  writeFileSync(file, 'PASSPORT\n');
  await expect(detect(file, identifiers)).resolves.toEqual({});
  writeFileSync(file, '');
  await expect(detect(file, identifiers)).resolves.toEqual({});
});

describe('the generator', () => {
  const write = async (name: string, options: { seed: number; patients: number }) => {
    const to = join(folder, name);
    return { ...(await generate(options, to)), to };
  };

  test('gives the same bytes for the same seed, and others for another', async () => {
    const [one, same, other] = [
      await write('one', { seed: 1, patients: 5 }),
      await write('same', { seed: 1, patients: 5 }),
      await write('other', { seed: 2, patients: 5 }),
    ];
    const bytes = (to: string) => readdirSync(to).map((file) => readFileSync(join(to, file), 'utf8'));

    expect(bytes(one.to)).toEqual(bytes(same.to));
    expect(bytes(one.to)).not.toEqual(bytes(other.to));
  });

  test('each line has as many cells as its header', async () => {
    const { to, rows } = await write('cells', { seed: 3, patients: 4 });
    let lines = 0;
    for (const table of tableNames) {
      const [header, ...body] = readFileSync(join(to, `${table}.csv`), 'utf8')
        .trim()
        .split('\n');
      expect(header?.split(',')).toEqual(columnsOf(table));
      expect(body.filter((line) => line.split(',').length !== columnsOf(table).length)).toEqual([]);
      lines += body.length;
    }
    expect(lines).toBe(rows);
  });

  test('every referenced patient is in the file of patients', async () => {
    const { to } = await write('patients', { seed: 4, patients: 6 });
    const column = (table: 'patients' | 'conditions', name: string) =>
      readFileSync(join(to, `${table}.csv`), 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')[columnsOf(table).indexOf(name)]);

    expect(new Set(column('conditions', 'PATIENT'))).toEqual(new Set(column('patients', 'Id')));
  });
});

describe('event patterns', () => {
  const event = { source: 'a', detail: { names: [{ name: 'x' }, { name: 'y' }], level: 'High' } };

  test.each([
    [{ source: ['a'] }, true],
    [{ source: ['b', 'a'] }, true],
    [{ source: ['b'] }, false],
    [{ detail: { level: ['High'] } }, true],
    [{ detail: { names: { name: ['y', 'z'] } } }, true],
    [{ detail: { names: { name: ['z'] } } }, false],
    [{ missing: ['a'] }, false],
    [{ detail: { missing: { deep: ['a'] } } }, false],
    [{ source: ['a'], detail: { level: ['Low'] } }, false],
  ])('%j: %p', (pattern, expected) => expect(fits(event, pattern)).toBe(expected));

  test('refuses patterns other than exact values', () => {
    expect(() => fits(event, { source: [{ prefix: 'a' }] } as never)).toThrow('not supported');
  });
});
