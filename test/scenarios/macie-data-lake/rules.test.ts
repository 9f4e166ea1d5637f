import { type Resources, rulesIn, synthesizedRules } from '../../../lib/scenarios/macie-data-lake/rehearsal/rules';

const bucket = (name: string) => ({ Type: 'AWS::S3::Bucket', Properties: { BucketName: name } });
const rule = (pattern: unknown, ...arns: unknown[]) => ({
  Type: 'AWS::Events::Rule',
  Properties: { Name: 'high', EventPattern: pattern, Targets: arns.map((Arn) => ({ Arn })) },
});
const resources: Resources = {
  Data666C94C7: bucket('lake'),
  Isolation666C94C7: bucket('isolation'),
  High1: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'high-findings' } },
  Quarantine1: { Type: 'AWS::Lambda::Function', Properties: {} },
};
const read = (pattern: unknown, ...arns: unknown[]) => rulesIn({ ...resources, Rule: rule(pattern, ...arns) });
const imported = (name: string) => ({ name: [{ 'Fn::ImportValue': `buckets:ExportsOutputRef${name}` }] });

test('a rule has its topics by name, its functions by logical id, and the bucket of another stack written out', () => {
  expect(
    read({ source: ['aws.macie'], detail: imported('Data666C94C774A46B8E') }, { Ref: 'High1' }, { 'Fn::GetAtt': ['Quarantine1', 'Arn'] }),
  ).toEqual([
    { name: 'high', pattern: { source: ['aws.macie'], detail: { name: ['lake'] } }, topics: ['high-findings'], functions: ['Quarantine1'] },
  ]);
});

test('values that are no references stay as they are', () => {
  const pattern = { detail: { sample: [false, null], count: [0], anything: {} } };

  expect(read(pattern)).toEqual([{ name: 'high', pattern, topics: [], functions: [] }]);
});

test.each([
  ['a reference within the same stack', { source: [{ Ref: 'High1' }] }, '{"Ref":"High1"}'],
  ['a function of CloudFormation', { detail: { 'Fn::GetAZs': '' } }, '{"Fn::GetAZs":""}'],
  ['an import of what is in no template', imported('Gone74A46B8E'), '{"Fn::ImportValue":"buckets:ExportsOutputRefGone74A46B8E"}'],
  ['an import that names nothing', { name: [{ 'Fn::ImportValue': 'lake' }] }, '{"Fn::ImportValue":"lake"}'],
])('%s in a pattern is refused, so that no rule is taken for one that never fires', (_, pattern, shown) => {
  expect(() => read(pattern)).toThrow(`${shown} is not understood here`);
});

test.each([
  ['that is in no template', { Ref: 'Low1' }, '{"Ref":"Low1"}'],
  ['whose address is put together', { 'Fn::Join': ['', []] }, '{"Fn::Join":["",[]]}'],
])('a target %s is refused, so that none is lost', (_, arn, shown) => {
  expect(() => read({}, arn)).toThrow(`${shown} is not understood here`);
});

test('the rules that are deployed can all be read', async () => {
  const rules = await synthesizedRules({});

  expect(rules.map(({ name, topics, functions }) => [name, topics.length, functions.length])).toEqual([
    ['macie-rule-high', 1, 1],
    ['macie-rule-low-medium', 1, 0],
    ['macie-rule-custom', 1, 0],
  ]);
});
