import { IAM_LIMITS } from '../../rehearsal/limits/iam';
import type { DeployerStatement } from './statements';

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly DeployerStatement[];
}

/** Statements as managed policies, each as long as IAM takes one. */
export interface ManagedPolicies {
  readonly documents: readonly PolicyDocument[];
  /** Whether a role can have all of them. */
  readonly fitsRole: boolean;
}

const { managedPolicyCharacters, managedPoliciesOfRole } = IAM_LIMITS;

/** Characters of a policy as IAM counts them: without white space. */
export function charactersOf(document: PolicyDocument): number {
  return JSON.stringify(document).replace(/\s/g, '').length;
}

/** Puts statements into as few policies as a simple order allows: the longest first, each where it still fits. */
export function managedPolicies(statements: readonly DeployerStatement[]): ManagedPolicies {
  const documents: DeployerStatement[][] = [];
  const parts = statements.flatMap(shortened).sort((one, other) => lengthOf(other) - lengthOf(one));
  for (const part of parts) {
    const place = documents.find((document) => fits([...document, part]));
    if (place) place.push(part);
    else documents.push([part]);
  }
  return { documents: documents.map(documentOf), fitsRole: documents.length <= managedPoliciesOfRole.value };
}

/** A statement that is too long for a policy, in halves of its longer list. One of a single action and resource stays as it is, whatever its condition. */
function shortened(statement: DeployerStatement): readonly DeployerStatement[] {
  if (fits([statement]) || (statement.Action.length === 1 && statement.Resource.length === 1)) return [statement];
  const key = JSON.stringify(statement.Action).length >= JSON.stringify(statement.Resource).length ? 'Action' : 'Resource';
  const middle = Math.ceil(statement[key].length / 2);
  return [statement[key].slice(0, middle), statement[key].slice(middle)].flatMap((half) => shortened({ ...statement, [key]: half }));
}

function fits(statements: readonly DeployerStatement[]): boolean {
  return charactersOf(documentOf(statements)) <= managedPolicyCharacters.value;
}

function documentOf(statements: readonly DeployerStatement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

function lengthOf(statement: DeployerStatement): number {
  return JSON.stringify(statement).length;
}
