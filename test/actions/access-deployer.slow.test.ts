import { accessDeployer } from '../../lib/actions/access-deployer';
import { deployerText } from '../../lib/cli/deployer-text';

test('a scenario with an image needs the role that publishes images, in the account and region that are given', async () => {
  const { person } = await accessDeployer({ scenario: 'istio-grpc', account: '444455556666', region: 'eu-west-1' });

  expect(person[0]?.Resource).toEqual(
    ['deploy', 'file-publishing', 'image-publishing', 'lookup'].map(
      (role) => `arn:aws:iam::444455556666:role/cdk-hnb659fds-${role}-role-444455556666-eu-west-1`,
    ),
  );
});

test('the text has the policies of both, and names what is not known', async () => {
  const needs = await accessDeployer({ scenario: 'emr-superset' });
  const text = deployerText(needs);

  expect(needs.person[0]?.Resource.join()).not.toContain('image-publishing');
  for (const part of [
    'elasticmapreduce:TerminateJobFlows',
    'elasticmapreduce:RunJobFlow',
    'ec2:CreateSecurityGroup',
    'Not known, to be added by hand: service-linked role of AWS::Athena::WorkGroup',
  ]) {
    expect(text).toContain(part);
  }
  expect(text.match(/"Version"/g)).toHaveLength(needs.policies.person.documents.length + needs.policies.executionRole.documents.length);
  expect(text).toContain(`, ${needs.policies.executionRole.documents.length} managed policies:`);
  expect(deployerText({ ...needs, unknown: [] })).toContain('Every resource type is covered.');
  const tooMany = { ...needs.policies, executionRole: { ...needs.policies.executionRole, fitsRole: false } };
  expect(deployerText({ ...needs, policies: tooMany })).toContain('more than the ten that a role can have by default');
});
