import { CustomDataIdentifier, type CustomDataIdentifierProps } from 'stagecraft-constructs/security';
import { templateOf } from '../../support/synth';

const fine: CustomDataIdentifierProps = { name: 'Patient', regex: 'P[0-9]{8}' };

test.each<[string, Partial<CustomDataIdentifierProps>, RegExp]>([
  ['a look-ahead', { regex: '(?=a)b' }, /regex is not valid for Macie: it has a look-ahead.*got '\(\?=a\)b'/],
  ['a back reference', { regex: '(a)\\1' }, /it has the back reference \\1/],
  ['an unclosed group', { regex: '(unclosed' }, /it has an unclosed group/],
  ['an open quantifier', { regex: 'a{2' }, /it has an open quantifier/],
  ['a range that runs backwards', { regex: '[z-a]' }, /it has the range z-a/],
  ['a name of 200 characters', { name: 'x'.repeat(200) }, /name is not valid for Macie.*1 to 128 characters/],
  ['an empty description', { description: '' }, /description is not valid for Macie.*1 to 512 characters/],
])('refuses %s', (_, props, message) => {
  expect(() => templateOf((stack) => new CustomDataIdentifier(stack, 'Identifier', { ...fine, ...props }))).toThrow(message);
});

test('takes groups, classes and quantifiers', () => {
  const template = templateOf((stack) => new CustomDataIdentifier(stack, 'Identifier', { ...fine, regex: '(?:P|Q)[0-9]{8}(-[A-Z]+)?' }));

  template.hasResourceProperties('AWS::Macie::CustomDataIdentifier', { Regex: '(?:P|Q)[0-9]{8}(-[A-Z]+)?' });
});
