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

test('the text has both policies, and names what is not known', async () => {
  const needs = await accessDeployer({ scenario: 'emr-superset' });
  const text = deployerText(needs);

  expect(needs.person[0]?.Resource.join()).not.toContain('image-publishing');
  for (const part of ['elasticmapreduce:TerminateJobFlows', 'ec2:CreateSecurityGroup', 'Not known, to be added by hand: AWS::EMR::Cluster']) {
    expect(text).toContain(part);
  }
  expect(deployerText({ ...needs, unknown: [] })).toContain('Every resource type is covered.');
});
