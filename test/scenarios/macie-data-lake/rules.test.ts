import { loadScenario } from '../../../lib/scenarios/load';
import { bucketName, type Resources, resourcesOf, rulesIn } from '../../../lib/scenarios/macie-data-lake/rehearsal/rules';
import { synthesize } from '../../../lib/scenarios/synthesize';

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

test("names a rule's topics, functions and the bucket of another stack", () => {
  expect(
    read({ source: ['aws.macie'], detail: imported('Data666C94C774A46B8E') }, { Ref: 'High1' }, { 'Fn::GetAtt': ['Quarantine1', 'Arn'] }),
  ).toEqual([
    { name: 'high', pattern: { source: ['aws.macie'], detail: { name: ['lake'] } }, topics: ['high-findings'], functions: ['Quarantine1'] },
  ]);
});

test('keeps values without references', () => {
  const pattern = { detail: { sample: [false, null], count: [0], anything: {} } };

  expect(read(pattern)).toEqual([{ name: 'high', pattern, topics: [], functions: [] }]);
});

test.each([
  ['a reference within the same stack', { source: [{ Ref: 'High1' }] }, '{"Ref":"High1"}'],
  ['a function of CloudFormation', { detail: { 'Fn::GetAZs': '' } }, '{"Fn::GetAZs":""}'],
  ['an import of what is in no template', imported('Gone74A46B8E'), '{"Fn::ImportValue":"buckets:ExportsOutputRefGone74A46B8E"}'],
  ['an import that names nothing', { name: [{ 'Fn::ImportValue': 'lake' }] }, '{"Fn::ImportValue":"lake"}'],
])('refuses a pattern with %s', (_, pattern, shown) => {
  expect(() => read(pattern)).toThrow(`${shown} is not understood here`);
});

test.each([
  ['that is in no template', { Ref: 'Low1' }, '{"Ref":"Low1"}'],
  ['whose address is put together', { 'Fn::Join': ['', []] }, '{"Fn::Join":["",[]]}'],
])('refuses a target %s', (_, arn, shown) => {
  expect(() => read({}, arn)).toThrow(`${shown} is not understood here`);
});

test.each(['dev', 'test'])('reads every rule and both buckets from the templates of the stage %s', async (stage) => {
  const loaded = await loadScenario({ scenario: 'macie-data-lake', stage });
  const { stacks } = await synthesize(loaded);
  const all = resourcesOf(stacks);
  const suffix = stage === 'dev' ? '' : `-${stage}`;

  expect(bucketName('Data', all)).toBe(`synthea-data-111122223333-eu-central-1${suffix}`);
  expect(bucketName('Isolation', all)).toBe(`macie-isolation-111122223333-eu-central-1${suffix}`);
  const rules = rulesIn(all);
  expect(rules.map(({ name, topics, functions }) => [name, topics.length, functions.length])).toEqual([
    [`macie-rule-high${suffix}`, 1, 1],
    [`macie-rule-low-medium${suffix}`, 1, 0],
    [`macie-rule-custom${suffix}`, 1, 0],
  ]);
  for (const { pattern } of rules) expect(JSON.stringify(pattern)).toContain(`"synthea-data-111122223333-eu-central-1${suffix}"`);
});

test('refuses a bucket that is in no template', () => {
  expect(() => bucketName('Gone', resources)).toThrow('is not understood here');
});
