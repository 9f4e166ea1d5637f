/** A log line. */
export interface LogLine {
  readonly time: Date;
  readonly source: string;
  readonly message: string;
}
