/** An address to open in a browser, and the tunnel behind it. */
export interface Opening {
  readonly url: string;
  /** Settles when a tunnel behind `url` has closed; absent when nothing has to stay open. */
  readonly closed?: Promise<void>;
}
