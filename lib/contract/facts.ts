/** What came out of a job or a step: names to plain values, in the order in which they are printed. */
export type Facts = Readonly<Record<string, string | number | boolean>>;
