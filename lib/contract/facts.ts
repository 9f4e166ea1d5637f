/** Result of a job or a step: plain values by name, in the order of printing. */
export type Facts = Readonly<Record<string, string | number | boolean>>;
