import { tablesOf } from '../../lib/services/sql-tables';
import { repositoryFiles, textOf } from '../support/files';

test.each([
  ['a table', 'SELECT a FROM hubs', ['hubs']],
  [
    'tables with aliases, joined in each way',
    'SELECT 1 FROM hubs h, db.rates AS r LEFT JOIN "Other"."Maps" m ON h.id = m.id WHERE h.x IN (1, 2)',
    ['hubs', 'db.rates', 'other.maps'],
  ],
  [
    'the tables of subqueries',
    'SELECT 1 FROM (SELECT 2 FROM a) AS s JOIN (SELECT 3 FROM b) t USING (id) WHERE EXISTS (SELECT 1 FROM c)',
    ['a', 'b', 'c'],
  ],
  ['no name that WITH defines', 'WITH t AS (SELECT 1 FROM a), u (x, y) AS (SELECT 2, 3 FROM t) SELECT * FROM u JOIN b ON true', ['a', 'b']],
  ['no column after FROM in a function', "SELECT extract(YEAR FROM ts), trim('x' FROM y), count(*) FILTER (WHERE z > 0) FROM a", ['a']],
  ['no function in the place of a table', 'SELECT 1 FROM a CROSS JOIN UNNEST(a.list) AS t (x)', ['a']],
  ['nothing in texts and comments', "SELECT 'x FROM b' -- FROM c\n/* FROM d */ FROM a", ['a']],
  ['no column after IS DISTINCT FROM', 'SELECT 1 FROM a JOIN b ON a.x IS NOT DISTINCT FROM b.x', ['a', 'b']],
  ['both sides of UNION ALL', 'SELECT 1 FROM a UNION ALL SELECT 2 FROM b ORDER BY 1', ['a', 'b']],
])('reads %s', (_, sql, expected) => {
  expect(tablesOf(sql).reads.map(({ database, table }) => (database === undefined ? table : `${database}.${table}`))).toEqual(expected);
});

test('a CTAS writes its table into its folder, and an INSERT into a table', () => {
  const ctas = "CREATE TABLE out\nWITH (format = 'PARQUET', external_location = 's3://lake/it''s/') AS\nSELECT a FROM t";
  expect(tablesOf(ctas)).toEqual({ reads: [{ table: 't' }], writes: { table: 'out', kind: 'create', location: "s3://lake/it's/" } });
  expect(tablesOf('INSERT INTO db.out SELECT a FROM t')).toEqual({
    reads: [{ table: 't' }],
    writes: { database: 'db', table: 'out', kind: 'insert' },
  });
});

test('refuses a statement of a kind whose tables it does not know', () => {
  expect(() => tablesOf('DROP TABLE a')).toThrow('the tables of a statement that begins with DROP are not known');
});

test('finds only tables of the lake in its statements', () => {
  const files = repositoryFiles('workloads/glue-athena-data-lake/sql/*.sql').filter((file) => !file.includes('/dashboard/'));
  const tables = files.flatMap((file) => tablesOf(textOf(file)).reads.map(({ table }) => table));
  expect(files.length).toBeGreaterThan(8);
  expect([...new Set(tables)].filter((table) => !/_(json|csv|xml|parquet)$/.test(table))).toEqual([]);
  expect(tables.length).toBeGreaterThanOrEqual(files.length);
});
