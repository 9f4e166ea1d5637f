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

test('an account that was never bootstrapped is refused with the exact command', async () => {
  await expect(requireBootstrap(cloudWith().aws(), [stack()])).rejects.toThrow(
    'account 111122223333 is not bootstrapped for the CDK in eu-central-1; got no parameter /cdk-bootstrap/hnb659fds/version; ' +
      'allowed: version 6 or newer; npx cdk bootstrap aws://111122223333/eu-central-1',
  );
});

test('the command names the profile that was used', async () => {
  await expect(requireBootstrap(cloudWith().aws(), [stack()], 'work')).rejects.toThrow(
    /cdk bootstrap aws:\/\/111122223333\/eu-central-1 --profile work$/,
  );
});

test('a bootstrap that is too old is refused', async () => {
  await expect(requireBootstrap(cloudWith('5').aws(), [stack()])).rejects.toThrow(
    /bootstrap of account 111122223333 in eu-central-1 is too old; got version 5/,
  );
});

test('a bootstrap that is new enough is accepted, compared as numbers', async () => {
  await expect(requireBootstrap(cloudWith('28').aws(), [stack()])).resolves.toBeUndefined();
});

test('a stack that needs no bootstrap is not asked for one', async () => {
  await expect(requireBootstrap(cloudWith().aws(), [stack({ bootstrapStackVersionSsmParameter: undefined })])).resolves.toBeUndefined();
});
