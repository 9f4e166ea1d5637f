/** A limit that a service documents. */
export interface Limit {
  readonly value: number;
  /** What is counted. */
  readonly unit: string;
  /** URL of the page that states it. */
  readonly source: string;
}
