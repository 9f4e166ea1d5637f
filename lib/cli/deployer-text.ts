import type { DeployerNeeds, DeployerStatement } from '../access';

/** What a deployer needs, as two policies to be attached, and what is not known. */
export function deployerText({ person, executionRole, unknown }: DeployerNeeds): string {
  return [
    `A person or a role of CI, in an account after \`cdk bootstrap\`:\n${policyText(person)}`,
    `The execution role of CloudFormation, for \`cdk bootstrap --cloudformation-execution-policies\`:\n${policyText(executionRole)}`,
    unknown.length === 0 ? 'Every resource type is covered.' : `Not known, to be added by hand: ${unknown.join(', ')}`,
  ].join('\n\n');
}

function policyText(statements: readonly DeployerStatement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2);
}
