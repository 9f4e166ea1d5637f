import { hasUnknown, type Known, referencesIn, renderText, resolveIntrinsics } from 'stagecraft-constructs/intrinsics';

const LATER = { Ref: 'Later' };

const known: Known = {
  conditions: { Yes: true, No: false },
  ref: (name) => (name === 'Text' ? 'x' : name === 'List' ? ['x', 'x'] : undefined),
  attribute: (_, name) => (name === 'List' ? ['x', 'x'] : 'x'),
  exported: () => 'x',
  mappings: { M: { x: { x: 'x' } } },
};
const TEXTS: Readonly<Record<string, unknown>> = {
  literal: 'x',
  Ref: { Ref: 'Text' },
  'GetAtt list': { 'Fn::GetAtt': ['A', 'Text'] },
  'GetAtt text': { 'Fn::GetAtt': 'A.Text' },
  Join: { 'Fn::Join': ['', ['x']] },
  Sub: { 'Fn::Sub': '${Text}' },
  'Sub with variables': { 'Fn::Sub': ['${V}', { V: 'x' }] },
  Select: { 'Fn::Select': ['0', ['x']] },
  ImportValue: { 'Fn::ImportValue': 'e' },
  FindInMap: { 'Fn::FindInMap': ['M', 'x', 'x'] },
  If: { 'Fn::If': ['Yes', 'x', 'y'] },
};
const LISTS: Readonly<Record<string, unknown>> = {
  literal: ['x', 'x'],
  Ref: { Ref: 'List' },
  GetAtt: { 'Fn::GetAtt': ['A', 'List'] },
  Split: { 'Fn::Split': ['-', 'x-x'] },
  If: { 'Fn::If': ['Yes', ['x', 'x'], []] },
  'a list without its missing element': ['x', { Ref: 'AWS::NoValue' }, 'x'],
};
const CONDITIONS: Readonly<Record<string, unknown>> = {
  Condition: { Condition: 'Yes' },
  Equals: { 'Fn::Equals': ['a', 'a'] },
  And: { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'Yes' }] },
  Or: { 'Fn::Or': [{ Condition: 'No' }, { Condition: 'Yes' }] },
  Not: { 'Fn::Not': [{ Condition: 'No' }] },
};
type Position = readonly [where: string, around: (inner: unknown) => unknown, result: unknown];
const OF_TEXT: readonly Position[] = [
  ['a property', (inner) => ({ a: [inner] }), { a: ['x'] }],
  ['an attribute', (inner) => ({ 'Fn::GetAtt': ['A', inner] }), 'x'],
  ['an export', (inner) => ({ 'Fn::ImportValue': inner }), 'x'],
  ['Join', (inner) => ({ 'Fn::Join': ['-', [inner, 'b']] }), 'x-b'],
  ['a variable of Sub', (inner) => ({ 'Fn::Sub': ['${V}', { V: inner }] }), 'x'],
  ['Select', (inner) => ({ 'Fn::Select': [1, ['a', inner]] }), 'x'],
  ['Split', (inner) => ({ 'Fn::Split': ['-', inner] }), ['x']],
  ['the top key of FindInMap', (inner) => ({ 'Fn::FindInMap': ['M', inner, 'x'] }), 'x'],
  ['the second key of FindInMap', (inner) => ({ 'Fn::FindInMap': ['M', 'x', inner] }), 'x'],
  ['the default of FindInMap', (inner) => ({ 'Fn::FindInMap': ['M', 'none', 'x', { DefaultValue: inner }] }), 'x'],
  ['If', (inner) => ({ 'Fn::If': ['Yes', inner, 'y'] }), 'x'],
  ['Equals', (inner) => ({ 'Fn::Equals': [inner, 'x'] }), true],
  ['Base64', (inner) => ({ 'Fn::Base64': inner }), 'eA=='],
  ['ToJsonString', (inner) => ({ 'Fn::ToJsonString': { a: inner } }), '{"a":"x"}'],
];
const OF_LISTS: readonly Position[] = [
  ['Join', (inner) => ({ 'Fn::Join': ['-', inner] }), 'x-x'],
  ['Select', (inner) => ({ 'Fn::Select': [1, inner] }), 'x'],
  ['Length', (inner) => ({ 'Fn::Length': inner }), 2],
  ['Equals', (inner) => ({ 'Fn::Equals': [inner, ['x', 'x']] }), true],
  ['ToJsonString', (inner) => ({ 'Fn::ToJsonString': inner }), '["x","x"]'],
];
const OF_CONDITIONS: readonly Position[] = [
  ['And', (inner) => ({ 'Fn::And': [inner, { Condition: 'Yes' }] }), true],
  ['Or', (inner) => ({ 'Fn::Or': [{ Condition: 'No' }, inner] }), true],
  ['Not', (inner) => ({ 'Fn::Not': [inner] }), false],
  ['If', (inner) => ({ 'Fn::If': [inner, 'a', 'b'] }), 'a'],
];
const cases = (positions: readonly Position[], forms: Readonly<Record<string, unknown>>) =>
  positions.flatMap(([where, around, result]) => Object.entries(forms).map(([form, inner]) => [form, where, around(inner), result] as const));

test.each([...cases(OF_TEXT, TEXTS), ...cases(OF_LISTS, LISTS), ...cases(OF_CONDITIONS, CONDITIONS)])(
  'resolves %s within %s',
  (_form, _where, value, result) => {
    expect(resolveIntrinsics(value, known)).toEqual(result);
  },
);

test.each([...OF_TEXT, ...OF_LISTS])('an unknown value makes %s unknown', (_, around) => {
  expect(hasUnknown(resolveIntrinsics(around(LATER), known))).toBe(true);
});

test('accepts any nesting of intrinsics, well formed or not', () => {
  const random = seeded(9);
  const anything = (depth: number): unknown => {
    const one = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)];
    const some = () => Array.from({ length: Math.floor(random() * 4) }, () => anything(depth + 1));
    if (depth > 5 || random() < 0.2)
      return one(['', 'x', '${A}-${!b}-${C.D}-${', 'Yes', 'Round', 0, -1, 1e9, true, null, undefined, '10.0.0.0/8', Symbol('s'), 1n, () => 1]);
    const shape = random();
    if (shape < 0.1) return some();
    if (shape < 0.2) return JSON.parse('{"__proto__": [1], "constructor": 2}', (_, each) => (each === 2 ? some() : each));
    const names =
      'Ref GetAtt Join Sub Select Split ImportValue FindInMap If Equals And Or Not Base64 Cidr GetAZs Transform Length ToJsonString ForEach::L Hash'.split(
        ' ',
      );
    const name = one([...names, 'Condition']);
    const key = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
    return random() < 0.5 ? { [key]: some() } : { [key]: anything(depth + 1), ...(random() < 0.1 ? { beside: 1 } : {}) };
  };
  const wild: Known = { ...known, ref: () => anything(6), attribute: () => anything(6), exported: () => anything(6) };

  for (let count = 0; count < 5_000; count += 1) {
    const value = anything(0);
    const once = resolveIntrinsics(value, known);
    expect(resolveIntrinsics(once, known)).toEqual(once);
    resolveIntrinsics(value, wild);
    referencesIn(value);
    expect(typeof renderText(value)).toBe('string');
  }
});

test('accepts circular and very deep values', () => {
  const circle: Record<string, unknown> = { Ref: 'A' };
  circle['Fn::Join'] = ['', [circle, circle]];
  const loop: { 'Fn::Join'?: unknown } = {};
  loop['Fn::Join'] = ['', [loop, loop, { Ref: 'B' }]];
  let deep: unknown = { Ref: 'Bottom' };
  for (let depth = 0; depth < 100_000; depth += 1) deep = depth % 2 ? [deep] : { 'Fn::Join': ['', deep] };

  for (const value of [circle, loop, deep]) {
    expect(hasUnknown(resolveIntrinsics(value, known))).toBe(true);
    expect(renderText(value)).toContain('<…>');
  }
  expect(referencesIn(loop)).toEqual([{ logicalId: 'B' }]);
  expect(referencesIn(deep)).toEqual([{ logicalId: 'Bottom' }]);
});

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
