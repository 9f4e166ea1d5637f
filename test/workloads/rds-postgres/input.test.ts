import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLASSIC_ROWS, partitions, RELATIONS, tables, views } from '../../../workloads/rds-postgres/catalog';
import { copyLine } from '../../../workloads/rds-postgres/copy-text';
import { rowsInDump } from '../../../workloads/rds-postgres/dump';
import { defaults, generate, rentalShop } from '../../../workloads/rds-postgres/generator';
import { inputIn } from '../../../workloads/rds-postgres/input';
import type { TableInput } from '../../../workloads/rds-postgres/table-input';
import { recordingTask } from '../../support/task';

const folders: string[] = [];
function folderWith(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'shop '));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

describe('the generator', () => {
  const shop = rentalShop(defaults);
  const column = (table: string, name: string) => shop[table]!.map((row) => row[tables.find((one) => one.name === table)!.columns.indexOf(name)]);

  test('acceptance 8: generates as many rows of each table as the classic data has', () => {
    expect(Object.fromEntries(tables.map(({ name }) => [name, shop[name]?.length]))).toEqual(
      Object.fromEntries(tables.map(({ name, rows }) => [name, rows])),
    );
    expect([CLASSIC_ROWS, RELATIONS, tables.length + partitions.length, views.length]).toEqual([46_273, 28, 21, 7]);
  });

  test('every row has all columns and valid references', () => {
    for (const { name, columns } of tables) expect(shop[name]!.every((row) => row.length === columns.length)).toBe(true);
    const references: [string, string, string][] = [
      ['city', 'country_id', 'country'],
      ['address', 'city_id', 'city'],
      ['film', 'language_id', 'language'],
      ['film_actor', 'actor_id', 'actor'],
      ['film_actor', 'film_id', 'film'],
      ['film_category', 'category_id', 'category'],
      ['inventory', 'film_id', 'film'],
      ['customer', 'address_id', 'address'],
      ['staff', 'address_id', 'address'],
      ['rental', 'inventory_id', 'inventory'],
      ['rental', 'customer_id', 'customer'],
      ['payment', 'rental_id', 'rental'],
    ];
    for (const [table, name, target] of references) {
      const ids = new Set(shop[target]!.map(([id]) => id));
      expect({ table, name, missing: column(table, name).filter((id) => !ids.has(id ?? null)) }).toEqual({ table, name, missing: [] });
    }
  });

  test('titles are unique, and no actor appears twice in a film', () => {
    expect(new Set(column('film', 'title')).size).toBe(1_000);
    expect(new Set(shop['film_actor']!.map(([actor, film]) => `${actor} ${film}`)).size).toBe(5_462);
  });

  test('no copy is rented twice at a time', () => {
    const back = new Map<unknown, string>();
    for (const [, rented, copy, , returned] of shop['rental']!) {
      expect(String(rented) >= (back.get(copy) ?? '')).toBe(true);
      back.set(copy, String(returned ?? '9999'));
    }
  });

  test('payments are of the first half of 2017, one or two per rental', () => {
    expect(column('payment', 'payment_date').every((date) => /^2017-0[1-6]-\d\d /.test(String(date)))).toBe(true);
    const rentals = column('payment', 'rental_id');
    expect(new Set(rentals).size).toBe(16_044);
    expect(rentals).toHaveLength(16_049);
    expect(column('payment', 'amount').every((amount) => Number(amount) > 0)).toBe(true);
  });

  test('gives the same bytes for the same seed, and others for another seed', async () => {
    const bytes = async (seed: number) => {
      const folder = folderWith();
      await generate({ seed, scale: 0.01 }, folder, recordingTask());
      return tables.map(({ name }) => readFileSync(join(folder, `${name}.tsv`), 'utf8')).join('');
    };
    expect(await bytes(1)).toBe(await bytes(1));
    expect(await bytes(1)).not.toBe(await bytes(2));
  });

  test('stops on abort', async () => {
    const task = recordingTask();
    task.abort();
    await expect(generate(defaults, folderWith(), task)).rejects.toThrow(/abort/i);
  });

  test('reads its own output table by table', async () => {
    const folder = folderWith();
    await expect(generate({ ...defaults, scale: 0.01 }, folder, recordingTask())).resolves.toMatchObject({ files: 15 });
    const input = await inputIn(folder);
    expect(input.map(({ table }) => table)).toEqual(tables.map(({ name }) => name));
    expect(input.find(({ table }) => table === 'film')?.lines).toHaveLength(10);
  });
});

test('escapes special characters of COPY', () => {
  expect(copyLine(['a\tb', 'c\\d', 'e\nf', null, true, 1.5, ''])).toBe('a\\tb\tc\\\\d\te\\nf\t\\N\tt\t1.5\t\n');
});

describe('the real Pagila', () => {
  test('reads COPY blocks', () => {
    const text =
      'SET x;\nCOPY public.country (country_id, country, last_update) FROM stdin;\n1\tChad\t2017-02-15\n2\t\\N\t2017-02-15\n\\.\n\nSELECT 1;\n';
    expect(rowsInDump(text, 'it')).toEqual([
      { table: 'country', columns: ['country_id', 'country', 'last_update'], lines: ['1\tChad\t2017-02-15', '2\t\\N\t2017-02-15'] },
    ]);
  });

  test('reads INSERT statements: quotes, escapes, types, nulls, line breaks in text, several rows', () => {
    const text = [
      "INSERT INTO category VALUES (1, 'It''s; a (test), yes', '2017-02-15');",
      String.raw`INSERT INTO public.category (category_id, name, last_update) VALUES (2, E'tab\there', NULL), (-3, 'x'::text, true);`,
      "INSERT INTO category VALUES (4, 'two",
      "lines;', '2017-02-15');",
      'INSERT 0 1',
    ].join('\n');
    expect(rowsInDump(text, 'it')).toEqual([
      {
        table: 'category',
        columns: ['category_id', 'name', 'last_update'],
        lines: ["1\tIt's; a (test), yes\t2017-02-15", '2\ttab\\there\t\\N', '-3\tx\tt', '4\ttwo\\nlines;\t2017-02-15'],
      },
    ]);
  });

  test('reads the full text of a film, and a payment in its partition', () => {
    const film = `INSERT INTO film VALUES (${Array.from({ length: 14 }, (_, index) => `'${index}'`).join(', ')});`;
    const [films, payments] = rowsInDump(`${film}\nINSERT INTO payment_p2017_03 VALUES (1, 2, 1, 3, 4.99, '2017-03-01');`, 'it');
    expect(films?.columns.at(-1)).toBe('fulltext');
    expect(payments).toMatchObject({ table: 'payment_p2017_03', lines: ['1\t2\t1\t3\t4.99\t2017-03-01'] });
  });

  test.each([
    ['a line that ends in a semicolon', "'so;\nit goes on'", 'so;\\nit goes on'],
    ['escaped quotes and backslashes', String.raw`E'it\'s C:\\, ''here'''`, String.raw`it's C:\\, 'here'`],
    ['a literal backslash', String.raw`'C:\'`, String.raw`C:\\`],
    ['a word in quotes', "'true'::text", 'true'],
    ['nothing', "''", ''],
  ])('parses text with %s as the server does', (_, literal, cell) => {
    const [category] = rowsInDump(`INSERT INTO category VALUES (1, ${literal}, NULL), (2, 'b', NULL);`, 'it');
    expect(category?.lines).toEqual([`1\t${cell}\t\\N`, '2\tb\t\\N']);
  });

  test.each<[string, string, RegExp]>([
    ['a block without an end', 'COPY category (category_id) FROM stdin;\n1', /it ends within the rows of category; fetch it again/],
    ['a statement without an end', "INSERT INTO category VALUES (1, 'a", /it ends within a statement for category; fetch it again/],
    ['a statement that computes', "INSERT INTO category VALUES (1, 'a', now());", /it ends within a statement for category/],
    ['a statement without rows', 'INSERT INTO category VALUES ;', /it ends within a statement for category/],
    [
      'a statement that continues after its rows',
      "INSERT INTO category VALUES (1, 'a', NULL) ON CONFLICT DO NOTHING;",
      /it ends within a statement for category/,
    ],
    [
      'columns in two orders',
      'INSERT INTO category (a) VALUES (1);\nINSERT INTO category (b) VALUES (1);',
      /names the columns of category in two orders/,
    ],
  ])('refuses %s', (_, text, message) => {
    expect(() => rowsInDump(text, 'it')).toThrow(message);
  });

  test('is found by name in a folder', async () => {
    const blocks = tables
      .map(({ name, columns }) => `COPY ${name === 'payment' ? partitions[0] : name} (${columns.join(', ')}) FROM stdin;\n\\.\n`)
      .reverse();
    const input = await inputIn(folderWith({ 'pagila-data.sql': blocks.join(''), 'pagila-schema.sql': '' }));
    expect(input.map(({ table }) => table)).toEqual([...tables.slice(0, -1).map(({ name }) => name), 'payment_p2017_01']);
  });
});

describe('invalid input', () => {
  const header = (table: Pick<TableInput, 'table'>['table']) => `${tables.find(({ name }) => name === table)!.columns.join('\t')}\n`;

  test.each<[string, Record<string, string>, RegExp]>([
    ['nothing', {}, /holds neither <table>\.tsv nor pagila-data\.sql/],
    [
      'a truncated file',
      { 'category.tsv': `${header('category')}1\tAct` },
      /category\.tsv is cut off: its last line is incomplete; generate it again/,
    ],
    ['a table of a later Pagila', { 'films_vector.tsv': 'id\n' }, /has the table films_vector, which Pagila 2\.0 of June 2017 does not have/],
    [
      'a column of a later Pagila',
      { 'category.tsv': 'category_id\tuuid\n' },
      /has the column category\.uuid; allowed: category_id, name, last_update/,
    ],
    [
      'a table of a later Pagila, without its columns',
      { 'pagila-insert-data.sql': "INSERT INTO films_vector VALUES (1, 'a');" },
      /pagila-insert-data\.sql has the table films_vector, which Pagila 2\.0 of June 2017 does not have/,
    ],
    ['a subset of the tables', { 'category.tsv': header('category') }, /has no rows for country, city, .*payment; complete it/],
  ])('refuses %s, and names it', async (_, files, message) => {
    await expect(inputIn(folderWith(files))).rejects.toThrow(message);
  });
});
