/** A pattern of an EventBridge rule, of exact values alone. */
export interface Pattern {
  readonly [key: string]: readonly string[] | Pattern;
}

/**
 * Whether an event fits a pattern: every field of the pattern is there, with one of its values. Where the event has a list, one of its items is enough.
 *
 * @throws Error for patterns that are more than exact values, so that none is taken for fulfilled
 */
export function fits(event: unknown, pattern: Pattern): boolean {
  return Object.entries(pattern).every(([key, wanted]) => {
    const values = [event].flat().map((each) => (each as Readonly<Record<string, unknown>> | undefined)?.[key]);
    if (!Array.isArray(wanted)) return values.flat().some((value) => value !== undefined && fits(value, wanted as Pattern));
    if (wanted.some((each) => typeof each !== 'string')) throw new Error(`the pattern of ${key} is not understood here`);
    return values.flat().some((value) => wanted.includes(value as string));
  });
}
