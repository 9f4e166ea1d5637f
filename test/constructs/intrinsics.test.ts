import {
  hasUnknown,
  type Known,
  type Reference,
  referencesIn,
  renderText,
  resolveIntrinsics,
  resolveText,
  Unknown,
  unknownsIn,
} from 'stagecraft-constructs/intrinsics';

const known: Known = {
  ref: (name) => ({ 'AWS::Region': 'eu-central-1', Bucket: 'lake', Zones: ['a', 'b'], Zero: '0', Function: () => 1 })[name],
  attribute: (id, attribute) => (id === 'Bucket' && attribute === 'Arn' ? 'arn:aws:s3:::lake' : id === 'Nested' ? `nested ${attribute}` : undefined),
  exported: (name) => (name === 'lake:Name' ? 'lake' : undefined),
  zones: (region) => (region === 'eu-central-1' ? ['eu-central-1a', 'eu-central-1b'] : undefined),
  mappings: { Sizes: { 'eu-central-1': { small: 't4g.small', zones: ['a', 'b'] } } },
  conditions: {
    Yes: { 'Fn::Equals': ['1', '1'] },
    No: false,
    Open: { 'Fn::Equals': [{ Ref: 'Later' }, ''] },
    Round: { Condition: 'Circle' },
    Circle: { Condition: 'Round' },
  },
};
const LATER = { Ref: 'Later' };

test.each<[string, unknown, unknown]>([
  ['text', 'plain ${AWS::Region}', 'plain ${AWS::Region}'],
  ['numbers, booleans and null', [1, false, null], [1, false, null]],
  ['a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-central-1'],
  ['a resource', { Ref: 'Bucket' }, 'lake'],
  ['Ref beside another key, which is data', { Ref: 'Bucket', Type: 'x' }, { Ref: 'Bucket', Type: 'x' }],
  ['Condition as a property', { Condition: 'Yes' }, { Condition: 'Yes' }],
  ['no value in an object', { a: { Ref: 'AWS::NoValue' }, b: 1 }, { b: 1 }],
  ['no value in a list', [{ Ref: 'AWS::NoValue' }, 1], [1]],
  ['no value at the top', { Ref: 'AWS::NoValue' }, undefined],
  ['GetAtt as a list', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'arn:aws:s3:::lake'],
  ['GetAtt with a dot', { 'Fn::GetAtt': 'Bucket.Arn' }, 'arn:aws:s3:::lake'],
  ['GetAtt of a nested stack', { 'Fn::GetAtt': 'Nested.Outputs.Name' }, 'nested Outputs.Name'],
  ['ImportValue', { 'Fn::ImportValue': 'lake:Name' }, 'lake'],
  ['Join', { 'Fn::Join': ['-', ['a', 1, true, { Ref: 'Bucket' }]] }, 'a-1-true-lake'],
  ['Join over a list parameter', { 'Fn::Join': [',', { Ref: 'Zones' }] }, 'a,b'],
  ['Sub', { 'Fn::Sub': '${Bucket} in ${AWS::Region}, ${Bucket.Arn}, ${!Bucket}' }, 'lake in eu-central-1, arn:aws:s3:::lake, ${Bucket}'],
  ['Sub with variables', { 'Fn::Sub': ['${Bucket}/${Name}', { Bucket: 'mine', Name: { Ref: 'Zero' } }] }, 'mine/0'],
  ['Select by number', { 'Fn::Select': [1, ['a', 'b']] }, 'b'],
  ['Select by text', { 'Fn::Select': ['1', ['a', 'b']] }, 'b'],
  ['Select of a known element beside an unknown one', { 'Fn::Select': [1, [LATER, 'b']] }, 'b'],
  ['Split', { 'Fn::Split': [':', 'a:b'] }, ['a', 'b']],
  ['FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'small'] }, 't4g.small'],
  ['FindInMap with a default', { 'Fn::FindInMap': ['Sizes', 'mars', 'small', { DefaultValue: { Ref: 'Bucket' } }] }, 'lake'],
  ['If that is met', { 'Fn::If': ['Yes', 'a', LATER] }, 'a'],
  ['If that is not met', { 'Fn::If': ['No', LATER, { b: { Ref: 'Bucket' } }] }, { b: 'lake' }],
  ['If without a value', [{ 'Fn::If': ['No', 'a', { Ref: 'AWS::NoValue' }] }], []],
  ['Equals of text and boolean', { 'Fn::Equals': [true, 'true'] }, true],
  ['Equals of lists', { 'Fn::Equals': [{ Ref: 'Zones' }, ['a', 'c']] }, false],
  ['And with a false one beside an unknown one', { 'Fn::And': [{ Condition: 'Open' }, { Condition: 'No' }] }, false],
  ['And of true ones', { 'Fn::And': [{ Condition: 'Yes' }, { 'Fn::Not': [{ Condition: 'No' }] }] }, true],
  ['Or with a true one beside an unknown one', { 'Fn::Or': [{ Condition: 'Open' }, { Condition: 'Yes' }] }, true],
  ['Or of false ones', { 'Fn::Or': [{ Condition: 'No' }, { 'Fn::Equals': ['a', 'b'] }] }, false],
  ['Base64', { 'Fn::Base64': { 'Fn::Sub': 'größe ${Bucket}' } }, 'Z3LDtsOfZSBsYWtl'],
  ['Cidr', { 'Fn::Cidr': ['10.0.7.0/16', '3', 8] }, ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']],
  ['GetAZs of this region', { 'Fn::GetAZs': '' }, ['eu-central-1a', 'eu-central-1b']],
  ['GetAZs of a region', { 'Fn::Select': [0, { 'Fn::GetAZs': { Ref: 'AWS::Region' } }] }, 'eu-central-1a'],
  ['Length', { 'Fn::Length': { Ref: 'Zones' } }, 2],
  ['Length of a list with an unknown element', { 'Fn::Length': ['a', LATER] }, 2],
  ['ToJsonString', { 'Fn::ToJsonString': { name: { Ref: 'Bucket' }, none: { Ref: 'AWS::NoValue' } } }, '{"name":"lake"}'],
])('resolves %s', (_, value, expected) => {
  expect(resolveIntrinsics(value, known)).toEqual(expected);
  expect(hasUnknown(resolveIntrinsics(value, known))).toBe(false);
});

test.each<[string, unknown, unknown?]>([
  ['a reference', LATER],
  ['an answer that is no value of a template', { Ref: 'Function' }],
  ['a condition whose name every object has', { 'Fn::If': ['constructor', 1, 2] }],
  ['a map whose name every object has', { 'Fn::FindInMap': ['constructor', 'prototype', 'toString'] }],
  ['a reference whose name is no text', { Ref: ['Bucket'] }],
  ['an attribute', { 'Fn::GetAtt': ['Bucket', 'DomainName'] }],
  ['an attribute without a name', { 'Fn::GetAtt': 'Bucket' }],
  ['an export', { 'Fn::ImportValue': 'other' }],
  ['a Join, with its known parts resolved', { 'Fn::Join': ['-', [{ Ref: 'Bucket' }, LATER]] }, { 'Fn::Join': ['-', ['lake', LATER]] }],
  ['a Join over an attribute', { 'Fn::Join': [',', { 'Fn::GetAtt': ['Mesh', 'Hosts'] }] }],
  ['a Join over Split over an attribute', { 'Fn::Join': [',', { 'Fn::Split': ['|', { 'Fn::GetAtt': ['Mesh', 'Hosts'] }] }] }],
  ['a Join with an object', { 'Fn::Join': ['', [{ a: 1 }]] }],
  [
    'a Sub, as a join of what is left',
    { 'Fn::Sub': '${Bucket}/${Later.Arn}' },
    { 'Fn::Join': ['', ['lake', '/', { 'Fn::GetAtt': ['Later', 'Arn'] }]] },
  ],
  ['a Select beyond the list', { 'Fn::Select': [2, ['a', 'b']] }],
  ['a Select behind an element that may be none', { 'Fn::Select': [1, [{ 'Fn::If': ['Open', 'a', { Ref: 'AWS::NoValue' }] }, 'b', 'c']] }],
  ['a Split at nothing', { 'Fn::Split': ['', 'ab'] }],
  ['a FindInMap without the key', { 'Fn::FindInMap': ['Sizes', 'mars', 'small'] }],
  [
    'an If whose condition is unknown',
    { 'Fn::If': ['Open', { Ref: 'Bucket' }, { Ref: 'AWS::NoValue' }] },
    { 'Fn::If': ['Open', 'lake', { Ref: 'AWS::NoValue' }] },
  ],
  ['an If whose condition is not there', { 'Fn::If': ['Other', 1, 2] }],
  ['an If whose condition refers to itself', { 'Fn::If': ['Round', 1, 2] }],
  ['an If without branches', { 'Fn::If': ['Yes'] }],
  ['Equals', { 'Fn::Equals': [LATER, 'a'] }],
  ['And', { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'Open' }] }],
  ['Or', { 'Fn::Or': [{ Condition: 'No' }, { Condition: 'Open' }] }],
  ['Not', { 'Fn::Not': [{ Condition: 'Open' }] }],
  ['Base64', { 'Fn::Base64': LATER }],
  ['Cidr of octets beyond 255', { 'Fn::Cidr': ['300.0.0.0/16', 2, 8] }],
  ['Cidr of more blocks than fit', { 'Fn::Cidr': ['10.0.0.0/24', 3, 7] }],
  ['GetAZs', { 'Fn::GetAZs': 'mars-1' }],
  ['Length of a list whose element may be none', { 'Fn::Length': [{ 'Fn::If': ['Open', 1, 2] }] }],
  ['ToJsonString', { 'Fn::ToJsonString': { a: LATER } }],
  ['Transform', { 'Fn::Transform': { Name: 'AWS::Include', Parameters: {} } }],
  ['Transform beside properties', { 'Fn::Transform': { Name: 'Macro' }, a: 1 }],
  ['a loop', { 'Fn::ForEach::Zone': ['Zone', ['a', 'b'], { 'Subnet${Zone}': {} }] }],
  ['a function that came later', { 'Fn::Hash': 'x' }],
])('marks %s as unknown', (_, value, left = value) => {
  const resolved = resolveIntrinsics({ at: [value] }, known) as { at: unknown[] };

  expect(Unknown.is(resolved.at[0])).toBe(true);
  expect(JSON.parse(JSON.stringify(resolved))).toEqual({ at: [left] });
  expect(resolveText(value, known)).toBeUndefined();
});

test('resolves the rest when more values are known', () => {
  const left = resolveIntrinsics({ 'Fn::Sub': ['${V}-${Later}-${!keep}', { V: { Ref: 'Bucket' } }] }, known);

  expect(resolveIntrinsics(left, { ref: () => 'now' })).toBe('lake-now-${keep}');
});

test('lists unknown parts in order', () => {
  const resolved = resolveIntrinsics({ a: LATER, b: ['x', { 'Fn::Hash': 'y' }] }, known);

  expect(unknownsIn(resolved).map(({ expression }) => expression)).toEqual([LATER, { 'Fn::Hash': 'y' }]);
});

test('finds every reference once, in order', () => {
  const value = {
    a: [{ Ref: 'Bucket' }, { Ref: 'Bucket' }, { Ref: 'AWS::Region' }],
    b: { 'Fn::Join': ['', { 'Fn::Split': [':', { 'Fn::GetAtt': 'Topic.Arn' }] }] },
    c: { 'Fn::Sub': ['${Own}/${Queue}/${Table.Arn}/${!Not}/${AWS::Region}', { Own: { 'Fn::GetAtt': ['Key', 'Arn'] } }] },
    d: { 'Fn::ImportValue': 'lake:Name' },
    e: { 'Fn::ImportValue': { 'Fn::Sub': '${Prefix}-name' } },
    f: { 'Fn::If': ['Open', { Ref: 'Yes' }, { Ref: 'No' }] },
    g: { Ref: 'data', other: 1 },
    h: { 'Fn::GetAtt': ['Group', LATER] },
  };

  expect(referencesIn(value)).toEqual([
    { logicalId: 'Bucket' },
    { logicalId: 'Topic', attribute: 'Arn' },
    { logicalId: 'Queue' },
    { logicalId: 'Table', attribute: 'Arn' },
    { logicalId: 'Key', attribute: 'Arn' },
    { exportName: 'lake:Name' },
    { logicalId: 'Prefix' },
    { logicalId: 'Yes' },
    { logicalId: 'No' },
    { logicalId: 'Group' },
    { logicalId: 'Later' },
  ]);
});

test.each<[string, unknown, string]>([
  [
    'an ARN',
    {
      'Fn::Join': [
        '',
        [
          'arn:',
          { Ref: 'AWS::Partition' },
          ':athena:',
          { Ref: 'AWS::Region' },
          ':',
          { Ref: 'AWS::AccountId' },
          ':workgroup/',
          { Ref: 'Workgroup0A1B2C3D' },
        ],
      ],
    },
    'arn:<partition>:athena:<region>:<account>:workgroup/<Workgroup>',
  ],
  ['both forms of GetAtt', ['Key0A1B2C3D.Arn', ['Key0A1B2C3D', 'Arn']].map((of) => ({ 'Fn::GetAtt': of })), '["<Key.Arn>","<Key.Arn>"]'],
  [
    'Sub',
    { 'Fn::Sub': ['${V}/${Data0A1B2C3D}/${Data0A1B2C3D.Arn}/${!x}', { V: { Ref: 'AWS::URLSuffix' } }] },
    '<AWS::URLSuffix>/<Data>/<Data.Arn>/${x}',
  ],
  ['an import', { 'Fn::ImportValue': 'lake:ExportsOutputRefData' }, '<import Data>'],
  ['another function', { 'Fn::Select': [0, { Ref: 'Zones' }] }, '<Select 0 <Zones>>'],
  ['a structure', { a: [1, null, 'x', { b: LATER }], absent: undefined }, '{"a":[1,null,"x",{"b":"<Later>"}]}'],
  ['a join with a delimiter', { 'Fn::Join': ['/', ['a', 'b']] }, 'a/b'],
  ['what a resolution left', resolveIntrinsics({ 'Fn::Sub': '${Bucket}-${Later}' }, known), 'lake-<Later>'],
])('writes %s as text', (_, value, text) => {
  expect(renderText(value)).toBe(text);
});

test('writes a reference by its given name, and another by its default', () => {
  const value = { 'Fn::Sub': '${Data0A1B2C3D.Arn}/${Logs0A1B2C3D}' };

  const reference = ({ logicalId }: Reference) => (logicalId === 'Data0A1B2C3D' ? 'the lake' : undefined);

  expect(renderText(value, { reference })).toBe('the lake/<Logs>');
});
