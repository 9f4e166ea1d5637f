/** An EventBridge event pattern with exact values only. */
export interface Pattern {
  readonly [key: string]: readonly string[] | Pattern;
}

/**
 * Whether an event matches a pattern: every field of the pattern exists and has one of its values. For a list in the event, one matching item is enough.
 *
 * @throws Error for other pattern operators, so that no pattern matches by mistake
 */
export function fits(event: unknown, pattern: Pattern): boolean {
  return Object.entries(pattern).every(([key, wanted]) => {
    const values = [event].flat().map((each) => (each as Readonly<Record<string, unknown>> | undefined)?.[key]);
    if (!Array.isArray(wanted)) return values.flat().some((value) => value !== undefined && fits(value, wanted as Pattern));
    if (wanted.some((each) => typeof each !== 'string')) throw new Error(`the pattern of ${key} is not supported`);
    return values.flat().some((value) => wanted.includes(value as string));
  });
}
