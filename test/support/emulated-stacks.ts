/** Which stacks test/e2e deploys on the emulator. The table of its README is made from this and from what the emulator lacks. */

/** Scenarios whose stacks are all deployed, with the file that does it. */
export const WHOLE: Readonly<Record<string, string>> = { 'glue-athena-data-lake': 'lake.test.ts' };

/** A stack that is deployed without the others of its scenario. */
export interface Alone {
  readonly scenario: string;
  readonly stack: string;
  /** Configuration with which the emulator has its types. @default - none: the default configuration */
  readonly set?: string;
  /** What test/e2e/stacks.test.ts does with it. */
  readonly use: string;
}

export const ALONE: readonly Alone[] = [
  { scenario: 'macie-data-lake', stack: 'buckets', use: 'upload, query of the objects' },
  { scenario: 'emr-pyspark', stack: 'lake', use: 'upload of data and programs, crawl' },
  { scenario: 'emr-superset', stack: 'lake', use: 'upload, query by Athena' },
  { scenario: 'emr-zeppelin', stack: 'lake', use: 'upload, query of the catalog' },
  { scenario: 'firehose-redshift', stack: 'delivery', set: 'delivery=streaming', use: 'readings sent to the Kinesis stream' },
];

/** Stacks with no missing type that are not deployed, and why. */
export const NOT_DEPLOYED: Readonly<Record<string, string>> = Object.fromEntries(
  ['istio-observability', 'istio-grpc'].flatMap((scenario) =>
    ['mesh', 'telemetry'].map((stack) => [`${scenario}-${stack}`, `needs the function and the exports of ${scenario}-cluster`]),
  ),
);
