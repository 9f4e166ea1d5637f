import { App, Stack, Token } from 'aws-cdk-lib';
import { checkCidr } from '../../constructs/checks/cidr';
import { faultOf } from '../../constructs/checks/expression';
import { checkKnown, checkRange, type Range } from '../../constructs/checks/range';
import { checkText } from '../../constructs/checks/text';

const stack = new Stack(new App(), 'Test');
const words = { problem: 'is wrong', allowed: 'something else' };

test.each([
  ['0.0.0.0/0', { shortest: 0 }],
  ['203.0.113.7/32', { shortest: 8 }],
  ['10.0.0.0/16', { shortest: 16, longest: 22 }],
  [Token.asString({ Ref: 'Cidr' }), { shortest: 8 }],
  [undefined, { shortest: 8 }],
])('takes the CIDR block %s within %p', (cidr, limits) => {
  expect(() => checkCidr(stack, 'cidr', cidr, { ...words, ...limits })).not.toThrow();
});

test.each([
  ['300.1.1.1/32', { shortest: 8 }],
  ['10.0.0/24', { shortest: 8 }],
  ['10.0.0.0', { shortest: 8 }],
  ['10.0.0.0/33', { shortest: 8 }],
  ['10.0.0.0/7', { shortest: 8 }],
  ['10.0.0.0/23', { shortest: 16, longest: 22 }],
  ['2001:db8::/32', { shortest: 8 }],
  ['', { shortest: 0 }],
])('refuses the CIDR block %s within %p', (cidr, limits) => {
  expect(() => checkCidr(stack, 'cidr', cidr, { ...words, ...limits })).toThrow(`cidr is wrong [Test]; got '${cidr}'; allowed: something else`);
});

test.each<[number | undefined, Range]>([
  [undefined, { least: 1 }],
  [1, { least: 1 }],
  [1_000_000, { least: 1 }],
  [0.5, { least: 0, fractions: true }],
  [16, { least: 8, most: 512, multipleOf: 8 }],
  [Token.asNumber({ Ref: 'Count' }), { least: 1, most: 3 }],
])('takes the number %p within %p', (value, range) => {
  expect(() => checkRange(stack, 'count', value, range)).not.toThrow();
});

test.each<[number, Range, RegExp]>([
  [0, { least: 1 }, /count is out of range.*got 0; allowed: at least 1;/],
  [4, { least: 1, most: 3, unit: 'nodes' }, /got 4 nodes; allowed: 1 to 3 nodes/],
  [1.5, { least: 1, most: 3 }, /got 1\.5/],
  [12, { least: 8, most: 512, multipleOf: 8 }, /got 12/],
  [Number.NaN, { least: 1 }, /got NaN/],
])('refuses the number %p within %p', (value, range, message) => {
  expect(() => checkRange(stack, 'count', value, range)).toThrow(message);
});

test('refuses a token that the construct calculates with', () => {
  expect(() => checkKnown(stack, 'count', Token.asNumber({ Ref: 'Count' }))).toThrow(/count is known only when the stack is deployed/);
  expect(() => checkKnown(stack, 'name', Token.asString({ Ref: 'Name' }))).toThrow(/name is known only when the stack is deployed/);
  expect(() => checkKnown(stack, 'count', 3)).not.toThrow();
});

test('a text is checked, and a token is not', () => {
  const form = /^[a-z]+$/;

  expect(() => checkText(stack, 'name', 'Ab', { ...words, form })).toThrow(
    "name is wrong [Test]; got 'Ab'; allowed: something else; correct it, or leave it out",
  );
  expect(() => checkText(stack, 'name', 'ab', { ...words, form })).not.toThrow();
  expect(() => checkText(stack, 'name', Token.asString({ Ref: 'Name' }), { ...words, form })).not.toThrow();
});

test.each([
  '[0-9a-f]{8}-[0-9a-f]{4}',
  'S[0-9]{8}',
  '(?:ab|cd)+?',
  '(a|b)*',
  'a{2}b{2,}c{2,3}?',
  '\\d+\\.\\w\\s\\-\\(\\{',
  '[]a]',
  '[^]a-]',
  '[a\\]b]',
  '[[:alpha:]_-]+',
  '[\\w.-]+@x',
  '^a$',
  'größe ]}',
  '\\x41\\p{L}',
])('Macie takes %s', (expression) => {
  expect(faultOf(expression)).toBeUndefined();
});

test.each([
  ['(?=a)b', /look-ahead/],
  ['(?!a)b', /look-ahead/],
  ['(?<=a)b', /look-behind/],
  ['(?<!x)y', /look-behind/],
  ['(a)\\1', /back reference \\1/],
  ['\\k<n>', /back reference/],
  ['(?i)abc', /flags/],
  ['(?i:abc)', /flags/],
  ['(?P<n>a)', /named group/],
  ['(?<n>a)', /named group/],
  ["(?'n'a)", /named group/],
  ['(?R)', /recursive/],
  ['(?1)', /recursive/],
  ['(?(1)a|b)', /conditional/],
  ['(?>a)', /the group \(\?>/],
  ['(*FAIL)', /control verb/],
  ['(unclosed', /unclosed group/],
  ['a)', /never opened/],
  ['a{2', /open quantifier/],
  ['a{', /open quantifier/],
  ['a{3,2}', /runs backwards/],
  ['a++', /possessive/],
  ['*a', /nothing before/],
  ['(+a)', /nothing before/],
  ['a**', /nothing before/],
  ['[z-a]', /range z-a/],
  ['[abc', /unclosed character class/],
  ['[]', /unclosed character class/],
  ['a\\', /backslash at its end/],
  ['\\Ka', /\\K/],
])('Macie refuses %s', (expression, fault) => {
  expect(faultOf(expression)).toMatch(fault);
});
