import { closest } from '../check';
import { ConfigError } from '../errors';
import { type Entry, registry } from './registry';

/** The entry with this id, or a refusal that names the nearest one. */
export function entryOf(id: string): Entry {
  const entry = registry[id];
  if (entry && Object.hasOwn(registry, id)) return entry;
  throw new ConfigError({
    problem: 'unknown scenario',
    got: `'${id}'`,
    allowed: Object.keys(registry).join(', '),
    fix: `stagecraft list${closest(id, Object.keys(registry), (near) => `; did you mean '${near}'?`)}`,
  });
}
