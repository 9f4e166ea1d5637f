/** Rows of one table: column names, and lines in PostgreSQL's text format. */
export interface TableInput {
  readonly table: string;
  readonly columns: readonly string[];
  readonly lines: readonly string[];
}
