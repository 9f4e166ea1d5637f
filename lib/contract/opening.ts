/** A URL to open in a browser, and the forwarded port behind it. */
export interface Opening {
  readonly url: string;
  /** Settles when the forwarded port behind `url` has closed; absent without one. */
  readonly closed?: Promise<void>;
}
