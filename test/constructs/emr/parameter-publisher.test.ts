import { ParameterPublisher, type ParameterPublisherProps } from 'stagecraft-constructs/emr';
import { findingsOf, granteeIn, statementsOf, templateOf } from '../../support/synth';

const VALUES = { raw_bucket: 'raw', cluster_id: 'j-1' };
const publisherWith = (props: Partial<ParameterPublisherProps> = {}) =>
  templateOf((stack) => new ParameterPublisher(stack, 'Parameters', { path: '/bakery', values: VALUES, ...props }));

test('publishes each value as a String parameter below the path', () => {
  const template = publisherWith();

  template.resourceCountIs('AWS::SSM::Parameter', 2);
  template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/bakery/raw_bucket', Value: 'raw', Type: 'String' });
  template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/bakery/cluster_id', Value: 'j-1', Type: 'String' });
});

test('takes a path of several levels', () => {
  publisherWith({ path: '/team/bakery-1' }).hasResourceProperties('AWS::SSM::Parameter', { Name: '/team/bakery-1/raw_bucket' });
});

test('grantRead allows reading below the path, and nowhere else', () => {
  const template = templateOf((stack) => {
    new ParameterPublisher(stack, 'Parameters', { path: '/bakery', values: VALUES }).grantRead(granteeIn(stack));
  });
  const parameter = 'arn:<partition>:ssm:<region>:<account>:parameter/bakery';

  expect(statementsOf(template)).toEqual([
    { actions: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'], resources: [parameter, `${parameter}/*`] },
  ]);
});

test('several publishers can share a path', () => {
  const template = templateOf((stack) => {
    new ParameterPublisher(stack, 'One', { path: '/bakery', values: { one: '1' } });
    new ParameterPublisher(stack, 'Other', { path: '/bakery', values: { other: '2' } });
  });

  template.resourceCountIs('AWS::SSM::Parameter', 2);
});

test.each<[string, Partial<ParameterPublisherProps>, RegExp]>([
  ['a path without a slash', { path: 'bakery' }, /path is not a path of parameters.*got 'bakery'/],
  ['a slash at the end', { path: '/bakery/' }, /path is not a path/],
  ['a path of AWS', { path: '/aws/bakery' }, /path is not a path.*not beginning with \/aws or \/ssm/],
  ['nothing', { values: {} }, /values is not a list of named values.*got none/],
  ['a name with a slash', { values: { 'a/b': '1' } }, /values is not a list of named values.*got 'a\/b'/],
])('refuses %s', (_, props, message) => {
  expect(() => publisherWith(props)).toThrow(message);
});

test('cdk-nag has no findings', () => {
  expect(findingsOf((stack) => new ParameterPublisher(stack, 'Parameters', { path: '/bakery', values: VALUES }).grantRead(granteeIn(stack)))).toEqual(
    [],
  );
});
