import { App, CfnOutput, CfnResource, Fn, Stack } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { architectureOf } from '../../lib/insight/graph/draw';
import { literalText, resourcesOf } from '../../lib/insight/graph/template';

/** Minimal stacks for one test. */
function stacksOf(build: (app: App) => void, context: Readonly<Record<string, unknown>> = {}) {
  const app = new App({ builtinCloudFormationValidation: false, treeMetadata: false, analyticsReporting: false, context });
  build(app);
  return app.synth().stacks;
}

const groupsOf = (...args: Parameters<typeof stacksOf>) =>
  architectureOf(stacksOf(...args), { title: 'T' }).groups.map(({ name, nodes }) => [name, ...nodes.flatMap(({ names }) => names)]);

test('omits a stack without resources', () => {
  const build = (app: App) => {
    new CfnBucket(new Stack(app, 'full'), 'Data');
    new CfnOutput(new Stack(app, 'empty'), 'Said', { value: 'nothing' });
  };

  expect(groupsOf(build)).toEqual([['full', 'Data']]);
});

test.each<[string, string, string]>([
  ['its own name', 'hub-data', 'hub-data'],
  ['the literal beginning of it', Fn.join('-', ['hub-data', Fn.ref('AWS::AccountId')]), 'hub-data'],
  ['its construct, when its name begins with something that is known later', Fn.join('-', [Fn.ref('AWS::AccountId'), 'data']), 'Data'],
])('labels a resource by %s', (_, bucketName, name) => {
  expect(groupsOf((app) => new CfnBucket(new Stack(app, 'lake'), 'Data', { bucketName }))).toEqual([['lake', name]]);
});

test('labels a resource without a construct path by its logical id', () => {
  const build = (app: App) => {
    const bucket = new CfnBucket(new Stack(app, 'lake'), 'Data');
    bucket.overrideLogicalId('DataABCD1234');
  };

  expect(groupsOf(build)).toEqual([['lake', 'Data']]);
  expect(groupsOf(build, { 'aws:cdk:disable-logicalId-metadata': true })).toEqual([['lake', 'DataABCD1234']]);
});

test.each([
  ['AWS::Glue::Crawler', 'Glue crawler'],
  ['AWS::EC2::VPC', 'EC2 VPC'],
  ['AWS::EC2::VPCPeeringConnection', 'EC2 VPC peering connection'],
  ['AWS::RDS::DBSubnetGroup', 'RDS subnet group'],
  ['AWS::Athena::WorkGroup', 'Athena workgroup'],
])('%s is called %s', (type, kind) => {
  const stacks = stacksOf((app) => new CfnResource(new Stack(app, 'lake'), 'Thing', { type }));

  expect(architectureOf(stacks, { title: 'T', all: true }).groups.flatMap(({ nodes }) => nodes.map((node) => node.kind))).toEqual([kind]);
});

describe('references', () => {
  test('are found by name, by attribute, in lists, and through exports of other stacks', () => {
    const { all, referencesIn } = resourcesOf(
      stacksOf((app) => {
        const lake = new Stack(app, 'lake');
        const bucket = new CfnBucket(lake, 'Data');
        new CfnOutput(lake, 'Shared', { value: bucket.attrArn, exportName: 'data-arn' });
        new CfnQueue(new Stack(app, 'work'), 'Jobs');
      }),
    );
    const [data, jobs] = all;
    const found = (value: unknown, from = data!) => [...referencesIn(value, from)];

    expect(found({ Ref: 'Data' })).toEqual(['lake/Data']);
    expect(found({ 'Fn::GetAtt': ['Data', 'Arn'] })).toEqual(['lake/Data']);
    expect(found({ 'Fn::GetAtt': 'Data.Arn' })).toEqual(['lake/Data']);
    expect(found({ Targets: [null, 'text', 5, { 'Fn::Join': ['', ['s3://', { Ref: 'Data' }]] }] })).toEqual(['lake/Data']);
    expect(found({ 'Fn::ImportValue': 'data-arn' }, jobs)).toEqual(['lake/Data']);
  });

  test('to unknown resources are none', () => {
    const { all, referencesIn } = resourcesOf(stacksOf((app) => new CfnBucket(new Stack(app, 'lake'), 'Data')));

    expect(referencesIn([{ Ref: 'AWS::Region' }, { 'Fn::ImportValue': 'of-another-app' }], all[0]!)).toEqual(new Set());
  });
});

test.each<[string, unknown, string[]]>([
  ['of a joined text are what does not refer to others', { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3']] }, ['arn:', ':s3']],
  ['of an object are its texts, and not its numbers', { name: 'hub', size: 5, nothing: null, more: ['a', { Ref: 'Data' }] }, ['hub', 'a']],
  ['of an attribute or an export of others are none', [{ 'Fn::GetAtt': ['Data', 'Arn'] }, { 'Fn::ImportValue': 'data-arn' }], []],
])('the words %s', (_, value, words) => {
  expect(literalText(value).split('\n').filter(Boolean)).toEqual(words);
});

test('two functions that call each other share one arrow with two heads', () => {
  const stacks = stacksOf((app) => {
    const stack = new Stack(app, 'work');
    const names = ['ping', 'pong'];
    for (const [at, functionName] of names.entries()) {
      const role = new iam.Role(stack, `Role-${functionName}`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      const other = Fn.sub(`arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${names[1 - at]}`);
      role.addToPolicy(new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [other] }));
      new CfnFunction(stack, functionName, { functionName, role: role.roleArn, code: { zipFile: 'pass' } });
    }
  });
  const { edges } = architectureOf(stacks, { title: 'T' });

  expect(edges).toEqual([expect.objectContaining({ kind: 'call', both: true })]);
});

test.each<[string, string[], iam.IPrincipal]>([
  ['users of an account is shown as a visitor', ['Visitor'], new iam.AccountPrincipal('111122223333')],
  ['users of an identity provider is shown as a visitor', ['Visitor'], new iam.WebIdentityPrincipal('accounts.example.com')],
  ['any principal is shown as a visitor', ['Visitor'], new iam.StarPrincipal()],
  ['a service is plumbing', [], new iam.ServicePrincipal('glue.amazonaws.com')],
  [
    'people and a service is plumbing',
    [],
    new iam.CompositePrincipal(new iam.AccountPrincipal('111122223333'), new iam.ServicePrincipal('glue.amazonaws.com')),
  ],
])('a role for %s', (_, shown, assumedBy) => {
  const build = (app: App) => {
    const stack = new Stack(app, 'work');
    new CfnWorkGroup(stack, 'Workgroup', { name: 'hub' });
    new iam.Role(stack, 'Visitor', { assumedBy });
  };

  expect(groupsOf(build)).toEqual([['work', 'hub', ...shown]]);
});

test('a list that another stack exports is followed, also inside a join', () => {
  const stacks = stacksOf((app) => {
    const broker = new Stack(app, 'messages');
    const bucket = new CfnBucket(broker, 'Data');
    new CfnOutput(broker, 'Endpoints', { value: Fn.join('||', bucket.getAtt('Endpoints') as never), exportName: 'endpoints' });
    const text = { 'Fn::Join': [':', { 'Fn::GetAtt': ['Data', 'Endpoints'] }] };
    new CfnBucket(broker, 'Joined').addPropertyOverride('BucketName', text);
    new CfnQueue(new Stack(app, 'work'), 'Jobs').addPropertyOverride('QueueName', { 'Fn::Split': [',', { 'Fn::ImportValue': 'endpoints' }] });
  });
  const { all, referencesIn } = resourcesOf(stacks);

  expect(all.map(({ name }) => name)).toEqual(['Data', 'Joined', 'Jobs']);
  expect(all.map((resource) => [...referencesIn(resource.properties, resource)])).toEqual([[], ['messages/Data'], ['messages/Data']]);
});

test('references inside a substituted text are followed, its own variables too', () => {
  const { all, referencesIn } = resourcesOf(stacksOf((app) => new CfnBucket(new Stack(app, 'lake'), 'Data')));
  const found = (value: unknown) => [...referencesIn(value, all[0]!)];

  expect(found({ 'Fn::Sub': 's3://${Data}/x' })).toEqual(['lake/Data']);
  expect(found({ 'Fn::Sub': ['s3://${Bucket}/x', { Bucket: { Ref: 'Data' } }] })).toEqual(['lake/Data']);
  expect(found({ 'Fn::Sub': 's3://${AWS::Region}/${Unknown}' })).toEqual([]);
});
