/** A plain value of a cell or a fact. */
export type Value = string | number | boolean | null;

/** Rows with named columns, as a query returns them and a report shows them. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

/** A table from records that share their keys; the first record gives the columns. */
export function tableOf(records: readonly Readonly<Record<string, Value>>[]): Table {
  const columns = Object.keys(records[0] ?? {});
  return { columns, rows: records.map((record) => columns.map((column) => record[column] ?? null)) };
}
