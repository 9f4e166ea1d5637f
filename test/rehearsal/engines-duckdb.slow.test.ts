import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { CatalogTable, LakeEngine } from '../../lib/rehearsal/engine';
import { duckdb } from '../../lib/rehearsal/engines/duckdb';
import { duckdbType } from '../../lib/rehearsal/engines/glue-types';
import { recordingTask } from '../support/task';

const rows = z.record(
  z.string(),
  z.preprocess((value) => (typeof value === 'bigint' ? Number(value) : value), z.unknown()),
);

let workspace: string;
let engine: LakeEngine;
beforeEach(async () => {
  // What is a pattern elsewhere is a part of a name here.
  workspace = mkdtempSync(join(tmpdir(), "lake [a]* o'"));
  engine = await duckdb.open(workspace, recordingTask());
});
afterEach(() => engine.close());

const select = (sql: string) => engine.select(rows, sql);

function files(folder: string, contents: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(contents)) {
    mkdirSync(dirname(join(workspace, folder, name)), { recursive: true });
    writeFileSync(join(workspace, folder, name), text);
  }
  return join(workspace, folder);
}

const readings: CatalogTable = {
  name: 'readings',
  format: 'json',
  columns: { hub: 'string', ts: 'bigint', data: 'struct<s_01:double,s_02:double>' },
  partitionKeys: { dt: 'date' },
};

test('finds DuckDB without opening it', async () => {
  await expect(duckdb.find()).resolves.toMatch(/^v?\d+\.\d+/);
});

describe('SQL', () => {
  test('binds values with any content', async () => {
    const hub = "a' OR '1'='1";
    await engine.execute('CREATE TABLE t AS SELECT $hub AS hub', { hub });
    await expect(engine.select(z.object({ hub: z.string() }), 'SELECT hub FROM t WHERE hub = $hub', { hub })).resolves.toEqual([{ hub }]);
  });

  test('refuses rows that do not match the schema', async () => {
    await expect(engine.select(z.object({ n: z.string() }), 'SELECT 1 AS n')).rejects.toThrow(/expected string/);
  });

  test('an invalid statement fails with the reason', async () => {
    await expect(engine.execute('SELECT nothing FROM nowhere')).rejects.toMatchObject({
      refusal: { problem: 'DuckDB refused a statement', got: expect.stringContaining('nowhere') },
    });
  });

  test("implements Trino's time functions: local time in a zone that a column names", async () => {
    const sql = `SELECT date_format(at_timezone(from_unixtime(ts), tz), '%Y-%m-%d %H:%i:%s.000') AS local, CAST(at_timezone(from_unixtime(ts), tz) AS date)::varchar AS day
      FROM (VALUES (1576987800, 'America/Los_Angeles'), (1576987800, 'Asia/Kolkata'), (1604208600, 'America/New_York'), (1604212200, 'America/New_York')) t(ts, tz)`;
    await expect(select(sql)).resolves.toEqual([
      { local: '2019-12-21 20:10:00.000', day: '2019-12-21' },
      { local: '2019-12-22 09:40:00.000', day: '2019-12-22' },
      // The hour that comes twice.
      { local: '2020-11-01 01:30:00.000', day: '2020-11-01' },
      { local: '2020-11-01 01:30:00.000', day: '2020-11-01' },
    ]);
  });
});

describe('tables of files', () => {
  test('JSON lines, in folders that name the partition', async () => {
    const folder = files('readings', {
      'dt=2019-12-21/a.json': '{"hub":"a","ts":1,"data":{"s_01":0.5}}\n{"hub":"b","ts":2,"data":{"s_01":1,"s_02":2},"more":true}\n',
      'dt=2019-12-22/b.json': '{"hub":"c","ts":3,"data":{}}\n',
      'dt=2019-12-22/_SUCCESS': 'not data',
      '.hidden/dt=2019-12-22/c.json': 'not data',
      'stray.json': 'not in a partition',
    });
    await engine.table(readings, folder);
    await expect(select('SELECT hub, ts, data.s_01 AS one, data.s_02 AS two, dt::varchar AS dt FROM readings ORDER BY ts')).resolves.toEqual([
      { hub: 'a', ts: 1, one: 0.5, two: null, dt: '2019-12-21' },
      { hub: 'b', ts: 2, one: 1, two: 2, dt: '2019-12-21' },
      { hub: 'c', ts: 3, one: null, two: null, dt: '2019-12-22' },
    ]);
    await expect(engine.files('readings')).resolves.toEqual(['dt=2019-12-21/a.json', 'dt=2019-12-22/b.json']);
    await expect(
      select("SELECT count(*) AS n FROM readings WHERE dt BETWEEN CAST('2019-12-23' AS date) - interval '1' day AND CAST('2019-12-23' AS date)"),
    ).resolves.toEqual([{ n: 1 }]);
  });

  test('refuses a malformed line of JSON with its file and the reason', async () => {
    await engine.table(readings, files('readings', { 'dt=2019-12-21/bad.json': '{"hub":"a","ts":1,"data":{}}\n{"hub":\n' }));
    await expect(select('SELECT * FROM readings')).rejects.toMatchObject({ refusal: { got: expect.stringMatching(/bad\.json/) } });
  });

  test('CSV as Hive reads it: no header, no quotes, no guessing', async () => {
    const locations: CatalogTable = {
      name: 'locations',
      format: 'csv',
      columns: { lon: 'double', number: 'string', postcode: 'int', tz: 'string' },
      partitionKeys: { state: 'string' },
    };
    const folder = files('locations', {
      'state=or/a.csv': 'lon,number,postcode,tz\n-122.8,# 233,97008,America/Los_Angeles\n-122.9,"6,97007\n',
      'state=ct/b.csv': 'lon,number,postcode,tz\n-73.5,06,06902,America/New_York,more\nx,,,\n',
    });
    await engine.table(locations, folder);
    await expect(select('SELECT * FROM locations ORDER BY state, lon DESC NULLS LAST')).resolves.toEqual([
      { lon: -73.5, number: '06', postcode: 6902, tz: 'America/New_York', state: 'ct' },
      { lon: null, number: '', postcode: null, tz: '', state: 'ct' },
      { lon: -122.8, number: '# 233', postcode: 97008, tz: 'America/Los_Angeles', state: 'or' },
      { lon: -122.9, number: '"6', postcode: 97007, tz: null, state: 'or' },
    ]);
  });

  test('a missing folder is an empty table with its columns', async () => {
    await engine.table(readings, join(workspace, 'nothing'));
    await expect(select('SELECT data.s_02, dt FROM readings')).resolves.toEqual([]);
    await expect(engine.files('readings')).resolves.toEqual([]);
  });
});

describe('limits of Athena', () => {
  const days = (count: number) => `SELECT n, CAST(n AS VARCHAR) AS name FROM range(${count}) t(n)`;

  test('a statement writes 100 partitions, and is refused for more, of which none appears', async () => {
    await engine.write({ kind: 'create', table: 'made', partitionedBy: ['name'] }, days(100));
    await expect(engine.files('made')).resolves.toHaveLength(100);

    await expect(engine.write({ kind: 'insert', table: 'made', partitionedBy: ['name'] }, days(101))).rejects.toMatchObject({
      refusal: { problem: 'HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of 100 open writers for partitions/buckets', got: '101 partitions' },
    });
    await expect(engine.files('made')).resolves.toHaveLength(100);
  });

  test('a statement has 262,144 bytes at most', async () => {
    const long = `SELECT '${'ü'.repeat(131_072)}' AS text`;
    await expect(engine.write({ kind: 'create', table: 'made', partitionedBy: [] }, long)).rejects.toMatchObject({
      refusal: { got: '262161 bytes' },
    });
  });
});

describe('statements that write tables', () => {
  const create = { kind: 'create', table: 'out', partitionedBy: ['state'] } as const;
  const insert = { ...create, kind: 'insert' } as const;
  const value = (n: number, state: string) => `SELECT ${n} AS n, '${state}' AS state`;
  const all = () => select('SELECT n, state FROM out ORDER BY n');

  test('a CTAS writes one Parquet file a partition, compressed with Snappy', async () => {
    await engine.write(create, "SELECT n, CASE WHEN n < 1000 THEN 'ca' ELSE 'or' END AS state FROM range(200000) t(n)");
    const found = await engine.files('out');
    expect(found.map((file) => dirname(file))).toEqual(['state=ca', 'state=or']);
    const [meta] = await select(
      `SELECT DISTINCT compression FROM parquet_metadata('${join(workspace, 'out', found[0] ?? '')
        .replaceAll("'", "''")
        .replaceAll(/[*[]/g, '[$&]')}')`,
    );
    expect(meta).toEqual({ compression: 'SNAPPY' });
    await expect(select('SELECT count(*) AS n FROM out')).resolves.toEqual([{ n: 200_000 }]);
  });

  test('a CTAS replaces the existing files', async () => {
    await engine.write(create, value(1, 'or'));
    await engine.write(create, value(2, 'ca'));
    await expect(all()).resolves.toEqual([{ n: 2, state: 'ca' }]);
    await expect(engine.files('out')).resolves.toHaveLength(1);
  });

  test('an INSERT adds a file to the partition, and maps columns by position', async () => {
    await engine.write(create, value(1, 'or'));
    await engine.write(insert, "SELECT $n AS other, 'or' AS name", { n: 2 });
    await engine.write(insert, value(3, 'ca'));
    await expect(all()).resolves.toEqual([
      { n: 1, state: 'or' },
      { n: 2, state: 'or' },
      { n: 3, state: 'ca' },
    ]);
    expect((await engine.files('out')).map((file) => dirname(file))).toEqual(['state=ca', 'state=or', 'state=or']);
  });

  test('an INSERT may read the table that it writes, and writes no file for no rows', async () => {
    await engine.write(create, value(1, 'or'));
    const missing = "SELECT v.n, 'or' FROM (VALUES (1), (2)) v(n) WHERE NOT EXISTS (SELECT 1 FROM out WHERE out.n = v.n)";
    await engine.write(insert, missing);
    await engine.write(insert, missing);
    await expect(all()).resolves.toHaveLength(2);
    await expect(engine.files('out')).resolves.toHaveLength(2);
  });

  test('a CTAS without rows is an empty table with its columns', async () => {
    await engine.write(create, `${value(1, 'or')} WHERE false`);
    await expect(all()).resolves.toEqual([]);
    await engine.write(insert, value(1, 'or'));
    await expect(all()).resolves.toHaveLength(1);
  });

  test('a table needs no partition', async () => {
    await engine.write({ ...create, partitionedBy: [] }, value(1, 'or'));
    await expect(all()).resolves.toEqual([{ n: 1, state: 'or' }]);
  });

  test.each([
    ['not last', "SELECT 'or' AS state, 1 AS n"],
    ['the only column', "SELECT 'or' AS state"],
  ])('the partition column may not be %s', async (_, sql) => {
    await expect(engine.write(create, sql)).rejects.toThrow(/the columns that partition out must come last/);
  });

  test('a failed statement leaves nothing behind and the table unchanged', async () => {
    await engine.write(create, value(1, 'or'));
    await expect(engine.write(insert, "SELECT error('stop'), 'or'")).rejects.toThrow(/stop/);
    await expect(engine.write(create, "SELECT error('stop') AS n, 'or' AS state")).rejects.toThrow(/stop/);
    await expect(all()).resolves.toEqual([{ n: 1, state: 'or' }]);
    expect(readdirSync(workspace)).toEqual(['out']);
    await engine.write(insert, value(2, 'or'));
    await expect(all()).resolves.toHaveLength(2);
  });

  test('refuses an INSERT into a missing table', async () => {
    await expect(engine.write({ ...insert, table: 'nobody' }, value(1, 'or'))).rejects.toThrow('there is no table nobody');
  });
});

test.each([
  ['array<struct<a:int,b:map<string,decimal(5, 2)>>>', 'STRUCT("a" INTEGER, "b" MAP(VARCHAR, DECIMAL(5, 2)))[]'],
  [' BIGINT ', 'BIGINT'],
  ['varchar(12)', 'VARCHAR(12)'],
])('the Glue type %s is %s', (glue, expected) => {
  expect(duckdbType(glue)).toBe(expected);
});

test('refuses an unknown type', () => {
  expect(() => duckdbType('struct<a:interval>')).toThrow('no DuckDB type for the Glue type interval');
});
