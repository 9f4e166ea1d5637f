/** Thrown for an environment that is not valid; the message is one line for the person who set it. */
export class ConfigurationError extends Error {}

/** Variables whose values may hold a password. */
const SECRET = /_CONN$/;

/**
 * Reads environment variables, each checked as it is read. An empty one counts as one that is not set.
 *
 * Every method throws ConfigurationError, with the value that came and what is allowed, except for a value that may hold a password.
 */
export class Environment {
  public constructor(private readonly variables: Readonly<Record<string, string | undefined>>) {}

  /** Names of the variables that are set and match, sorted. */
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

  /** A port; a colon may stand before it. 0 takes a free one. */
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

  /** Origins as browsers send them, separated by commas, or '*'. */
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
    const got = SECRET.test(name) ? 'a value that is not shown here' : `'${value}'`;
    throw new ConfigurationError(`${name} is not valid: got ${got}, allowed is ${allowed}`);
  }
}

/** True for what has a scheme and a host; the hosts of a replica set, which `URL` does not take, count as one. */
function isUrl(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s]+/i.test(value) && URL.canParse(value.replace(/,[^/?#]*/, ''));
}
