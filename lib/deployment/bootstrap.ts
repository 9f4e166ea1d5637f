import { posix } from 'node:path';
import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import type { Aws } from '../aws/aws';
import { ConfigError } from '../errors';

/**
 * Makes sure that the account holds what the CDK needs to upload files and to deploy: the stack `CDKToolkit`, at least as new as the stacks ask for.
 *
 * @throws ConfigError with the command that makes or renews it
 */
export async function requireBootstrap({ ssm, target }: Aws, stacks: readonly CloudFormationStackArtifact[], profile?: string): Promise<void> {
  const fix = `npx cdk bootstrap aws://${target.account}/${target.region}${profile === undefined ? '' : ` --profile ${profile}`}`;
  for (const { bootstrapStackVersionSsmParameter: parameter, requiresBootstrapStackVersion: needed = 0 } of stacks) {
    if (parameter === undefined) continue;
    const version = (await ssm.parametersBelow(posix.dirname(parameter)))[posix.basename(parameter)];
    if (version === undefined) {
      throw new ConfigError({
        problem: `account ${target.account} is not bootstrapped for the CDK in ${target.region}`,
        got: `no parameter ${parameter}`,
        allowed: `version ${needed} or newer`,
        fix,
      });
    }
    if (Number(version) < needed) {
      throw new ConfigError({
        problem: `the CDK bootstrap of account ${target.account} in ${target.region} is too old`,
        got: `version ${version}`,
        allowed: `version ${needed} or newer`,
        fix,
      });
    }
  }
}
