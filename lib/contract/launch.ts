/** EC2 instances of one type. */
export interface LaunchedInstances {
  /** Instance type, such as `m7g.xlarge`. */
  readonly type: string;
  readonly count: number;
  readonly market: 'on-demand' | 'spot';
}

/** EC2 instances that run at the same time because of one piece of work. */
export interface Launch {
  /** What starts them, in a few words: `job transient`, `DAG bakery_sales`. */
  readonly what: string;
  readonly instances: readonly LaunchedInstances[];
}
