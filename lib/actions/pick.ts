import { closest } from '../closest';
import { ConfigError } from '../errors';

/** The part of a scenario that a person named. @throws ConfigError naming those that there are, and the nearest */
export function pick<Part>(parts: Readonly<Record<string, Part>>, name: string, what: string, scenario: string): Part {
  const part = parts[name];
  if (part !== undefined && Object.hasOwn(parts, name)) return part;
  const known = Object.keys(parts);
  throw new ConfigError({
    problem: `unknown ${what} of ${scenario}`,
    got: `'${name}'`,
    allowed: known.length > 0 ? known.join(', ') : 'none: this scenario has no such thing',
    fix: `stagecraft explain ${scenario}${closest(name, known, (near) => `; did you mean '${near}'?`)}`,
  });
}
