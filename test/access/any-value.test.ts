import { accessOf } from '../../lib/access';
import { couldMatch } from '../../lib/access/any-value';
import { allow, att, policy, ref, resource, worldWith } from './toy-world';

type Fields = Readonly<Record<string, unknown>>;

const states = policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } });
const role = (...statements: readonly Fields[]) =>
  resource('AWS::IAM::Role', {
    ...{ RoleName: 'app', AssumeRolePolicyDocument: states, Policies: [{ PolicyName: 'p', PolicyDocument: policy(...statements) }] },
  });
const task = (input: Fields, integration = 'aws-sdk:s3:getObject') => ({
  States: { A: { Type: 'Task', Resource: `arn:aws:states:::${integration}`, ...input } },
});
const machine = (definition: unknown, rest: Fields = {}) =>
  resource('AWS::StepFunctions::StateMachine', { RoleArn: att('Role'), DefinitionString: JSON.stringify(definition), ...rest });
const deny = (Resource: unknown, rest: Fields = {}) => ({ Effect: 'Deny', Action: 's3:GetObject', Resource, ...rest });

/** What the machine asks for objects, and what is answered. */
async function asked(resources: Fields) {
  const report = await accessOf(await worldWith({ B: resource('AWS::S3::Bucket', { BucketName: 'bkt' }), ...resources }), []);
  const requests = report.roles
    .flatMap((each) => each.requests)
    .filter(({ request }) => request.action.startsWith('s3:') || request.action.startsWith('lambda:'));
  return {
    unassigned: report.unassigned,
    resources: requests.map(({ request }) => request.resource),
    isAllowed: report.isAllowed,
    reasons: requests.map(({ decision }) => (decision.isAllowed ? 'allowed' : decision.reason)),
  };
}

describe.each<[string, Fields, string]>([
  ['a path', { Parameters: { Bucket: 'bkt', 'Key.$': '$.key' } }, '$.key'],
  ['an intrinsic function', { Parameters: { Bucket: 'bkt', 'Key.$': "States.Format('a/{}', $.y)" } }, 'States.Format'],
  ['JSONata', { Arguments: { Bucket: 'bkt', Key: '{% $states.input.k %}' } }, '$states.input.k'],
])('a key that %s gives', (_, input, expression) => {
  test.each<[string, readonly Fields[], string | RegExp]>([
    ['an Allow for every key allows it', [allow('s3:GetObject', 'arn:aws:s3:::bkt/*')], 'allowed'],
    ['an Allow for some keys does not', [allow('s3:GetObject', 'arn:aws:s3:::bkt/a/*')], /no statement allows it for every value of/],
    [
      'an Allow for all but some keys does not',
      [{ Effect: 'Allow', Action: 's3:GetObject', NotResource: 'arn:aws:s3:::bkt/b/*' }],
      /for every value of/,
    ],
    ['a Deny for some keys may deny it', [allow('s3:*', '*'), deny('arn:aws:s3:::bkt/secret/*')], /a statement may deny it.*which is not known/s],
    ['a Deny for another bucket does not', [allow('s3:*', '*'), deny('arn:aws:s3:::other/*')], 'allowed'],
    ['a Deny for every key denies it', [allow('s3:*', '*'), deny('arn:aws:s3:::bkt/*')], 'a statement denies it'],
  ])('%s', async (__, statements, reason) => {
    const { resources, reasons, isAllowed } = await asked({ Role: role(...statements), M: machine(task(input)) });

    expect(resources).toEqual([expect.stringContaining(expression)]);
    expect(reasons).toEqual([typeof reason === 'string' ? reason : expect.stringMatching(reason)]);
    expect(isAllowed).toBe(reason === 'allowed');
  });
});

test('a bucket that is not known may be one whose policy denies', async () => {
  const dynamic = machine(task({ Parameters: { 'Bucket.$': '$.b', Key: 'k' } }));
  const denies = (Bucket: unknown, Action: string) =>
    resource('AWS::S3::BucketPolicy', { Bucket, PolicyDocument: policy({ ...deny('*'), Action, Principal: '*' }) });
  const all = role(allow('s3:GetObject', '*'));

  expect((await asked({ Role: all, M: dynamic })).reasons).toEqual(['allowed']);
  expect((await asked({ Role: all, M: dynamic, P: denies(ref('B'), 's3:GetObject') })).reasons).toEqual([expect.stringContaining('may deny it')]);
  expect((await asked({ Role: all, M: dynamic, P: denies(ref('B'), 's3:PutObject') })).reasons).toEqual(['allowed']);
});

test('a condition on a value that is not known: an Allow has to hold for every value, a Deny may hold for one', async () => {
  const listing = machine(task({ Parameters: { Bucket: 'bkt', 'Prefix.$': '$.p' } }, 'aws-sdk:s3:listObjectsV2'));
  const on = (Effect: string, operator: string) => ({
    ...{ Effect, Action: 's3:ListBucket', Resource: '*', Condition: { [operator]: { 's3:prefix': 'a/*' } } },
  });
  const reasons = async (...statements: readonly Fields[]) => (await asked({ Role: role(...statements), M: listing })).reasons;

  expect(await reasons(on('Allow', 'StringLike'))).not.toEqual(['allowed']);
  expect(await reasons(on('Allow', 'StringNotLike'))).not.toEqual(['allowed']);
  expect(await reasons(allow('s3:ListBucket', '*'))).toEqual(['allowed']);
  expect(await reasons(allow('s3:ListBucket', '*'), on('Deny', 'StringLike'))).toEqual([expect.stringContaining('may deny it')]);
});

describe('the definition of a state machine', () => {
  const all = role(allow('s3:GetObject', '*'));
  const text = JSON.stringify(task({ Parameters: { Bucket: '${bk}', Key: 'k' } }));

  test.each<[string, Fields]>([
    ['a text', { DefinitionString: text }],
    ['an object', { DefinitionString: undefined, Definition: JSON.parse(text) }],
  ])('%s gets its substitutions', async (_, definition) => {
    const found = await asked({ Role: all, M: machine({}, { ...definition, DefinitionSubstitutions: { bk: 'other' } }) });
    const unknown = await asked({ Role: all, M: machine({}, { ...definition, DefinitionSubstitutions: { bk: att('Thing', 'Name') } }) });

    expect(found.resources).toEqual(['arn:aws:s3:::other/k']);
    expect(unknown.resources).toEqual(['arn:aws:s3:::\u27eabk\u27eb/k']);
  });

  test.each<[string, string]>([
    ['{"States":["a"]}', 'the definition has no map of States: ["a"]'],
    ['{"States":{"A":null}}', 'the state A is no map: null'],
    ['{"States":{"A":{"Type":"Parallel","Branches":{}}}}', 'the Branches of the state A are no list: {}'],
    ['{"States":{"A":{"Type":"Map","Iterator":null}}}', 'the definition has no map of States: null'],
    ['[]', 'the definition has no map of States: []'],
    ['{not json', 'is no JSON'],
    [`{"States":{"A":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:s3:getObject","Parameters":[]}}}`, 'the input of the state A is no map: []'],
  ])('%s is refused in words', async (DefinitionString, reason) => {
    const { unassigned, isAllowed } = await asked({ Role: all, M: machine({}, { DefinitionString }) });

    expect(unassigned).toEqual([{ call: 'AWS::StepFunctions::StateMachine M', reason: expect.stringContaining(reason) }]);
    expect(isAllowed).toBe(false);
  });

  test('a call whose whole input an expression gives cannot be judged', async () => {
    const { unassigned } = await asked({ Role: all, M: machine(task({ Arguments: '{% $states.input %}' })) });

    expect(unassigned).toMatchObject([{ call: 'AWS::StepFunctions::StateMachine M' }]);
  });
});

test.each([
  ['arn:aws:s3:::b/*', 'arn:aws:s3:::\u27ea$.b\u27eb/k', true],
  ['arn:aws:s3:::b/x/*', 'arn:aws:s3:::b/\u27ea$.k\u27eb', true],
  ['arn:aws:s3:::b/x', 'arn:aws:s3:::c/\u27ea$.k\u27eb', false],
  ['arn:aws:s3:::b/??', 'arn:aws:s3:::b/\u27ea$.k\u27eb', true],
  ['arn:aws:s3:::b/${aws:userid}/a', 'arn:aws:s3:::b/\u27ea$.k\u27eb/b', false],
  ['arn:aws:s3:::b/${aws:userid}/a', 'arn:aws:s3:::b/\u27ea$.k\u27eb/a', true],
])('%s could match %s: %s', (pattern, text, expected) => {
  expect(couldMatch(pattern, text)).toBe(expected);
});
