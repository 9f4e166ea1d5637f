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
