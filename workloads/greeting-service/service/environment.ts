/** Thrown for an invalid environment; the message is one line for the operator. */
export class ConfigurationError extends Error {}

/** Variables that may contain a password. */
const SECRET = /_CONN$/;

/**
 * Reads and validates environment variables. An empty variable counts as unset.
 *
 * Every method throws ConfigurationError with the given value and the allowed ones; values that may contain a password are not shown.
 */
export class Environment {
  public constructor(private readonly variables: Readonly<Record<string, string | undefined>>) {}

  /** Sorted names of the set variables that match. */
  public namesLike(pattern: RegExp): string[] {
    return Object.keys(this.variables)
      .filter((name) => pattern.test(name) && this.value(name) !== undefined)
      .sort();
  }

  public text(name: string, longest: number): string | undefined {
    return this.checked(name, (value) => value.length <= longest, `at most ${longest} characters`);
  }

  public matching(name: string, pattern: RegExp, allowed: string): string | undefined {
    return this.checked(name, (value) => pattern.test(value), allowed);
  }

  public oneOf<Word extends string>(name: string, words: readonly Word[], fallback: Word): Word {
    const value = this.checked(name, (given) => (words as readonly string[]).includes(given), words.join(', '));
    return (value as Word | undefined) ?? fallback;
  }

  /** A port, optionally with a leading colon. 0 selects a free port. */
  public port(name: string, fallback: number): number {
    const value = this.checked(name, (given) => /^:?\d{1,5}$/.test(given) && Number(given.replace(':', '')) <= 65_535, 'a port, 0 to 65535');
    return value === undefined ? fallback : Number(value.replace(':', ''));
  }

  public milliseconds(name: string, fallback: number): number {
    return Number(this.matching(name, /^[1-9]\d{0,5}$/, 'milliseconds, 1 to 999999') ?? fallback);
  }

  public url(name: string, protocols: readonly string[]): string | undefined {
    const isAllowed = (value: string) => isUrl(value) && protocols.includes(value.slice(0, value.indexOf(':') + 1)) && value.includes('://');
    return this.checked(name, isAllowed, `a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`);
  }

  /** Comma-separated origins as browsers send them, or '*'. */
  public origins(name: string): string[] | undefined {
    const split = (value: string) => value.split(',').map((origin) => origin.trim());
    const isOrigin = (origin: string) => origin === '*' || (URL.canParse(origin) && new URL(origin).origin === origin);
    const value = this.checked(name, (given) => split(given).every(isOrigin), "'*', or origins such as https://ui.example.com, separated by commas");
    return value === undefined ? undefined : split(value);
  }

  private value(name: string): string | undefined {
    const value = this.variables[name]?.trim();
    return value === '' ? undefined : value;
  }

  private checked(name: string, isAllowed: (value: string) => boolean, allowed: string): string | undefined {
    const value = this.value(name);
    if (value === undefined || isAllowed(value)) return value;
    const got = SECRET.test(name) ? 'a hidden value' : `'${value}'`;
    throw new ConfigurationError(`${name} is not valid: got ${got}, allowed is ${allowed}`);
  }
}

/** True for a URL with scheme and host. The host list of a replica set, which `URL` rejects, counts as one host. */
function isUrl(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s]+/i.test(value) && URL.canParse(value.replace(/,[^/?#]*/, ''));
}
