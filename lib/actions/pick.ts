import { closest } from '../closest';
import { ConfigError } from '../errors';
import type { Place } from '../scenarios/places';
import type { OneOrMore, Parts } from '../scenarios/scenario';

interface NeedsPlaces {
  readonly needs: readonly Place[];
}

/** Which part of a scenario is meant. */
export interface Wanted {
  readonly name: string;
  /** What it is, for messages: job, query, tool or log source. */
  readonly what: string;
  readonly scenario: string;
  /** Context of the kubeconfig that was named. @default - none */
  readonly cluster?: string;
}

/**
 * The part that a person named. Where several do the same in other places, the one that works in the cluster alone is meant after `--cluster`, otherwise
 * the first.
 *
 * @throws ConfigError naming those that there are and the nearest, or when the part has no use for the cluster that was named
 */
export function pickPart<P extends NeedsPlaces>(parts: Parts<P>, { name, what, scenario, cluster }: Wanted): P {
  const named = Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (named === undefined) throw unknownPart(Object.keys(parts), name, what, scenario);
  const [first, ...others] = alternatives(named);
  if (cluster === undefined) return first;
  const inCluster = [first, ...others].find(({ needs }) => needs.includes('cluster'));
  if (inCluster) return inCluster;
  throw new ConfigError({
    problem: first.needs.length === 0 ? `${name} runs on this machine alone` : `${name} needs the AWS account, not a cluster`,
    got: `--cluster ${cluster}`,
    fix: `leave --cluster out; what needs a cluster is listed by stagecraft explain ${scenario}`,
  });
}

/** The part, or each of those that do the same in other places. */
export function alternatives<P>(part: OneOrMore<P>): readonly [P, ...P[]] {
  return (Array.isArray(part) ? part : [part]) as readonly [P, ...P[]];
}

function unknownPart(names: readonly string[], name: string, what: string, scenario: string): ConfigError {
  return new ConfigError({
    problem: `unknown ${what} of ${scenario}`,
    got: `'${name}'`,
    allowed: names.length > 0 ? names.join(', ') : 'none: this scenario has no such thing',
    fix: `stagecraft explain ${scenario}${closest(name, names, (near) => `; did you mean '${near}'?`)}`,
  });
}
