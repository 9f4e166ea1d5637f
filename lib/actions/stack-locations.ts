import { ANYWHERE } from '../access/made-up';
import type { AccessFinding } from '../contract/access';
import type { Location } from '../contract/resources';
import type { AssemblyStack } from './assembly';

/** A stack at the place where it is taken to be deployed. */
export interface LocatedStack extends AssemblyStack {
  readonly location: Location;
}

/**
 * Places of the stacks of an app. One that fixes no account or no Region is taken to be where the others are.
 *
 * Where those are in several, its place is a guess, which is a finding.
 */
export function locatedStacks(stacks: readonly AssemblyStack[]): {
  readonly stacks: readonly LocatedStack[];
  readonly findings: readonly AccessFinding[];
} {
  const findings: AccessFinding[] = [];
  const fixed = (part: 'account' | 'region') => [...new Set(stacks.flatMap(({ environment }) => environment[part] ?? []))];
  const [accounts, regions] = [fixed('account'), fixed('region')];
  const located = stacks.map((stack): LocatedStack => {
    const { account = accounts[0] ?? ANYWHERE.account, region = regions[0] ?? ANYWHERE.region } = stack.environment;
    const guessed = [
      ...(stack.environment.account === undefined && accounts.length > 1 ? [`account ${account}`] : []),
      ...(stack.environment.region === undefined && regions.length > 1 ? [`Region ${region}`] : []),
    ];
    if (guessed.length > 0) {
      const what = `the stack fixes no environment, and others are in several: it is judged as if it were in ${guessed.join(' and ')}`;
      findings.push({ kind: 'place', where: stack.name, what });
    }
    return { ...stack, location: { partition: partitionOf(region), account, region } };
  });
  return { stacks: located, findings };
}

function partitionOf(region: string): string {
  return region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
