import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { ConfigError } from '../errors';
import type { Synthesized } from '../scenarios/synthesize';

/** The same assembly with only these stacks to deploy, in their order. @throws ConfigError for a name that no stack has */
export function chosenStacks(synthesized: Synthesized, names: readonly string[] | undefined): Synthesized {
  if (names === undefined) return synthesized;
  const known = synthesized.stacks.map(shortName);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return { ...synthesized, stacks: synthesized.stacks.filter((stack) => names.includes(shortName(stack))) };
  throw new ConfigError({
    problem: 'no stack of this scenario has that name',
    got: unknown.join(', '),
    allowed: known.join(', '),
    fix: 'correct --stacks',
  });
}

/** Name of a stack within its scenario and stage. */
function shortName({ hierarchicalId }: CloudFormationStackArtifact): string {
  return hierarchicalId.slice(hierarchicalId.lastIndexOf('/') + 1);
}
