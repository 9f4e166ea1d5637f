import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { requireBootstrap } from '../../lib/deployment/bootstrap';
import { FakeCloud } from '../support/fake-cloud';

const VERSION = '/cdk-bootstrap/hnb659fds/version';
const stack = (parts: object = {}) =>
  ({ bootstrapStackVersionSsmParameter: VERSION, requiresBootstrapStackVersion: 6, ...parts }) as CloudFormationStackArtifact;

function cloudWith(version?: string): FakeCloud {
  const cloud = new FakeCloud();
  if (version !== undefined) cloud.parameters.set(VERSION, version);
  return cloud;
}

test('refuses an account that is not bootstrapped, with the exact command', async () => {
  await expect(requireBootstrap(cloudWith().aws(), [stack()])).rejects.toThrow(
    'account 111122223333 is not bootstrapped for the CDK in eu-central-1; got no parameter /cdk-bootstrap/hnb659fds/version; ' +
      'allowed: version 6 or newer; npx cdk bootstrap aws://111122223333/eu-central-1',
  );
});

test('the command includes the given profile', async () => {
  await expect(requireBootstrap(cloudWith().aws(), [stack()], 'work')).rejects.toThrow(
    /cdk bootstrap aws:\/\/111122223333\/eu-central-1 --profile work$/,
  );
});

test('refuses an outdated bootstrap', async () => {
  await expect(requireBootstrap(cloudWith('5').aws(), [stack()])).rejects.toThrow(
    /bootstrap of account 111122223333 in eu-central-1 is too old; got version 5/,
  );
});

test('accepts a recent bootstrap, comparing versions as numbers', async () => {
  await expect(requireBootstrap(cloudWith('28').aws(), [stack()])).resolves.toBeUndefined();
});

test('does not check a stack that needs no bootstrap', async () => {
  await expect(requireBootstrap(cloudWith().aws(), [stack({ bootstrapStackVersionSsmParameter: undefined })])).resolves.toBeUndefined();
});
