/** Greeting of one service. */
export interface Greeting {
  /** UUID, version 4. */
  readonly id: string;
  readonly service: string;
  readonly message: string;
  /** RFC 3339, in UTC, with nine digits after the second. */
  readonly created: string;
  readonly hostname: string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Formats a time in milliseconds as RFC 3339 text with nanoseconds. */
export function rfc3339(milliseconds: number): string {
  const whole = Math.floor(milliseconds);
  const fraction = Math.round((milliseconds - whole) * 1e6);
  const text = new Date(whole).toISOString();
  return `${text.slice(0, -1)}${String(Math.min(fraction, 999_999)).padStart(6, '0')}Z`;
}

/** Parses a greeting from text or an object. @throws Error with the reason */
export function greetingOf(value: unknown): Greeting {
  if (typeof value !== 'object' || value === null) throw new Error('a greeting is an object');
  const { id, service, message, created, hostname } = value as Record<string, unknown>;
  if (typeof id !== 'string' || !UUID.test(id)) throw new Error('the id of a greeting is a UUID');
  if (typeof service !== 'string' || service === '') throw new Error('a greeting names its service');
  if (typeof message !== 'string' || typeof hostname !== 'string') throw new Error('message and hostname of a greeting are text');
  if (typeof created !== 'string' || Number.isNaN(Date.parse(created))) throw new Error('created of a greeting is a time');
  return { id, service, message, created, hostname };
}

/** Parses the greetings of a response. @throws Error with the reason */
export function greetingsOf(value: unknown): Greeting[] {
  if (!Array.isArray(value)) throw new Error('an answer is a list of greetings');
  return value.map(greetingOf);
}
