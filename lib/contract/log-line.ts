/** A line that a scenario has logged. */
export interface LogLine {
  readonly time: Date;
  readonly source: string;
  readonly message: string;
}
