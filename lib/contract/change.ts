/** A difference between the article and a scenario. */
export interface Change {
  readonly article: string;
  readonly here: string;
  readonly why: string;
}
