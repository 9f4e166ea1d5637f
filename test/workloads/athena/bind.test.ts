import { bindParameters } from '../../../workloads/athena/bind';

test('converts parameters to question marks, with their values as literals in the same order', () => {
  const sql = 'SELECT a FROM t WHERE b = $b AND c > $c AND d = $d AND e = $b';
  expect(bindParameters(sql, { b: "it's", c: 1.5, d: true })).toEqual({
    sql: 'SELECT a FROM t WHERE b = ? AND c > ? AND d = ? AND e = ?',
    parameters: ["'it''s'", '1.5', 'true', "'it''s'"],
  });
});

test('keeps a statement without parameters unchanged', () => {
  expect(bindParameters('SELECT 1', {})).toEqual({ sql: 'SELECT 1', parameters: [] });
});

test.each([
  ['text', "SELECT '$a ''$a' AS price FROM t"],
  ['a quoted name', 'SELECT "$a" FROM t'],
  ['a comment to the end of the line', 'SELECT 1 -- costs $a\nFROM t'],
  ['a comment of several lines', 'SELECT 1 /* $a\n$a */ FROM t'],
])('ignores a dollar sign in %s', (_, sql) => {
  expect(bindParameters(sql, {})).toEqual({ sql, parameters: [] });
});

test.each([
  ['a function', 'SELECT a FROM t WHERE d BETWEEN CAST($a AS date) AND year(CAST($a AS date))', 2],
  ['an expression that contains FROM', 'SELECT a FROM t WHERE extract(year FROM CAST($a AS date)) = 1', 1],
  ['a common table expression', 'WITH x AS (SELECT a FROM t WHERE a = $a) SELECT a FROM x WHERE a < $a', 2],
  ['a subquery after an ORDER BY', 'SELECT a FROM (SELECT a FROM t ORDER BY a) WHERE a = $a ORDER BY a', 1],
  ['an INSERT', 'INSERT INTO t SELECT a FROM u WHERE a = $a', 1],
])('allows a parameter in a WHERE clause, in %s too', (_, sql, count) => {
  expect(bindParameters(sql, { a: '2019-12-21' }).parameters).toHaveLength(count);
});

test.each([
  ['SELECT', 'SELECT $a FROM t'],
  ['a SELECT in a subquery', 'SELECT a FROM t WHERE a IN (SELECT $a FROM u)'],
  ['JOIN', 'SELECT t.a FROM t JOIN u ON t.a = $a WHERE t.a = 1'],
  ['HAVING', 'SELECT a FROM t WHERE a > 0 GROUP BY a HAVING count(*) > $a'],
  ['LIMIT', 'SELECT a FROM t WHERE a > 0 LIMIT $a'],
  ['an expression before the WHERE', 'SELECT CASE WHEN (b = $a) THEN 1 END FROM t WHERE b = 1'],
])('refuses a parameter in %s', (_, sql) => {
  expect(() => bindParameters(sql, { a: 1 })).toThrow('Athena allows parameters in WHERE clauses only: $a');
});

test('refuses a missing value, even when its name is a property of every object', () => {
  expect(() => bindParameters('SELECT 1 FROM t WHERE a = $a', {})).toThrow('no value for the parameter $a');
  expect(() => bindParameters('SELECT 1 FROM t WHERE a = $toString', {})).toThrow('no value for the parameter $toString');
});

test('refuses an unused value', () => {
  expect(() => bindParameters('SELECT 1 FROM t WHERE a = $a', { a: 1, b: 2, c: 3 })).toThrow('the statement has no parameter $b, $c');
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %p', (value) => {
  expect(() => bindParameters('SELECT 1 FROM t WHERE a = $a', { a: value })).toThrow(`$a is not a finite number: ${value}`);
});
