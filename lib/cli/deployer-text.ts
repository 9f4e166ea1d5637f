import type { DeployerNeeds, ManagedPolicies } from '../access';

/** What a deployer needs, as managed policies to be attached, and what is not known. */
export function deployerText({ policies: { person, executionRole }, unknown }: DeployerNeeds): string {
  return [
    policiesText('A person or a role of CI, in an account after `cdk bootstrap`', person),
    policiesText('The execution role of CloudFormation, for `cdk bootstrap --cloudformation-execution-policies`', executionRole),
    unknown.length === 0 ? 'Every resource type is covered.' : `Not known, to be added by hand: ${unknown.join(', ')}`,
  ].join('\n\n');
}

function policiesText(whose: string, { documents, fitsRole }: ManagedPolicies): string {
  const many = documents.length === 1 ? 'one managed policy' : `${documents.length} managed policies`;
  const head = `${whose}, ${many}${fitsRole ? '' : ', more than the ten that a role can have by default'}:`;
  return [head, ...documents.map((document) => JSON.stringify(document, null, 2))].join('\n');
}
