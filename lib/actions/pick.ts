import { closest } from '../closest';
import { ConfigError } from '../errors';
import type { Part } from './deployed';

/** The part of a scenario that a person named. @throws ConfigError naming those that there are, and the nearest */
function pick<Named>(parts: Readonly<Record<string, Named>>, name: string, what: string, scenario: string): Named {
  const part = parts[name];
  if (part !== undefined && Object.hasOwn(parts, name)) return part;
  throw unknownPart(Object.keys(parts), name, what, scenario);
}

/**
 * The part that a person named, wherever the scenario has it: among those that need its account, or among those that need a cluster alone.
 *
 * @param inCluster whether there is only a cluster, so that the cluster's own part is meant where both have the name
 * @throws ConfigError naming those that there are, and the nearest
 */
export function pickPart<InAccount, InCluster>(
  account: Readonly<Record<string, InAccount>>,
  cluster: Readonly<Record<string, InCluster>> = {},
  { name, what, scenario, inCluster, others = [] }: Wanted,
): Part<InAccount, InCluster> {
  const hasBoth = Object.hasOwn(account, name) && Object.hasOwn(cluster, name);
  if (Object.hasOwn(cluster, name) && (inCluster || !hasBoth)) return { needs: 'cluster', part: pick(cluster, name, what, scenario) };
  if (Object.hasOwn(account, name)) return { needs: 'account', part: pick(account, name, what, scenario) };
  throw unknownPart([...others, ...Object.keys(inCluster ? cluster : { ...account, ...cluster })], name, what, scenario);
}

interface Wanted {
  readonly name: string;
  readonly what: string;
  readonly scenario: string;
  readonly inCluster: boolean;
  /** Names that count too, of parts that need neither. @default - none */
  readonly others?: readonly string[];
}

function unknownPart(known: readonly string[], name: string, what: string, scenario: string): ConfigError {
  return new ConfigError({
    problem: `unknown ${what} of ${scenario}`,
    got: `'${name}'`,
    allowed: known.length > 0 ? known.join(', ') : 'none: this scenario has no such thing',
    fix: `stagecraft explain ${scenario}${closest(name, known, (near) => `; did you mean '${near}'?`)}`,
  });
}
