import { bindParameters } from '../../../workloads/postgres/bind';

test('converts a name to a number, the same at each occurrence', () => {
  expect(bindParameters('SELECT $a, $b, $a::text', { a: 1, b: 'x' })).toEqual({ sql: 'SELECT $1, $2, $1::text', values: [1, 'x'] });
});

test('accepts null as a value', () => {
  expect(bindParameters('LIMIT $limit', { limit: null })).toEqual({ sql: 'LIMIT $1', values: [null] });
});

test.each([
  ['text', "SELECT '$a' || $a"],
  ['text with a quote in it', "SELECT 'it''s $a' || $a"],
  ['text with a backslash in it', String.raw`SELECT E'\'$a' || $a`],
  ['a quoted name', 'SELECT "$a", $a'],
  ['a comment', '-- $a\nSELECT $a'],
  ['a long comment', '/* $a */ SELECT $a'],
  ['a body', 'SELECT $$ $a $$ || $a'],
  ['a body with a tag', 'SELECT $body$ $a $$ $body$ || $a'],
])('ignores parameters in %s', (_, sql) => {
  const { sql: text, values } = bindParameters(sql, { a: 'value' });
  expect(values).toEqual(['value']);
  expect(text.match(/\$1/g)).toHaveLength(1);
  expect(text).toContain('$a');
});

test.each<[string, string, Record<string, string | number>, RegExp]>([
  ['a parameter without a value', 'SELECT $a', {}, /no value for the parameter \$a/],
  ['a parameter named like an inherited property', 'SELECT $toString', {}, /no value for the parameter \$toString/],
  ['a value without a parameter', 'SELECT 1', { a: 1 }, /the statement has no parameter \$a/],
  ['a number that is not finite', 'SELECT $a', { a: Number.NaN }, /\$a is not a finite number: NaN/],
])('refuses %s', (_, sql, values, message) => {
  expect(() => bindParameters(sql, values)).toThrow(message);
});
