/** Result of a job or a step: plain values by name, in the order of printing. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

/** Values of the named parameters of a statement, always bound and never concatenated. */
export type SqlValues = Readonly<Record<string, string | number | boolean>>;

/** A plain value of a cell or a fact. */
export type Value = string | number | boolean | null;

/** Rows with named columns, for query results and reports. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

/** A table from records with the same keys; the columns are the keys of the first. */
export function tableOf(records: readonly Readonly<Record<string, Value>>[]): Table {
  const columns = Object.keys(records[0] ?? {});
  return { columns, rows: records.map((record) => columns.map((column) => record[column] ?? null)) };
}

/** A log line. */
export interface LogLine {
  readonly time: Date;
  readonly source: string;
  readonly message: string;
}

/** A URL to open in a browser, and the forwarded port behind it. */
export interface Opening {
  readonly url: string;
  /** Settles when the forwarded port behind `url` has closed; absent without one. */
  readonly closed?: Promise<void>;
}
