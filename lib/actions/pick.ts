import { closest } from '../check';
import { ConfigError } from '../errors';
import type { Place } from '../scenarios/places';
import type { OneOrMore, Parts } from '../scenarios/scenario';

interface NeedsPlaces {
  readonly needs: readonly Place[];
}

/** Identifies a part of a scenario. */
export interface Wanted {
  readonly name: string;
  /** For messages: job, query, tool or log source. */
  readonly what: string;
  readonly scenario: string;
  /** Kubeconfig context. @default - none */
  readonly cluster?: string;
}

/**
 * The part with a name. Of several alternatives, `--cluster` selects the one that only needs the cluster; otherwise it is
 * the first.
 *
 * @throws ConfigError with the existing names and the nearest, or when the part does not use the given cluster
 */
export function pickPart<P extends NeedsPlaces>(parts: Parts<P>, { name, what, scenario, cluster }: Wanted): P {
  const named = Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (named === undefined) throw unknownPart(Object.keys(parts), name, what, scenario);
  const [first, ...others] = alternatives(named);
  if (cluster === undefined) return first;
  const inCluster = [first, ...others].find(({ needs }) => needs.includes('cluster'));
  if (inCluster) return inCluster;
  throw new ConfigError({
    problem: first.needs.length === 0 ? `${name} only runs on this machine` : `${name} needs the AWS account, not a cluster`,
    got: `--cluster ${cluster}`,
    fix: `omit --cluster; the parts that need a cluster are in stagecraft explain ${scenario}`,
  });
}

/** The part, or its alternatives in other places. */
export function alternatives<P>(part: OneOrMore<P>): readonly [P, ...P[]] {
  return (Array.isArray(part) ? part : [part]) as readonly [P, ...P[]];
}

function unknownPart(names: readonly string[], name: string, what: string, scenario: string): ConfigError {
  return new ConfigError({
    problem: `unknown ${what} of ${scenario}`,
    got: `'${name}'`,
    allowed: names.length > 0 ? names.join(', ') : 'none',
    fix: `stagecraft explain ${scenario}${closest(name, names, (near) => `; did you mean '${near}'?`)}`,
  });
}
