import type { Limit } from './limit';

/** Limits of Amazon Athena. */
export const ATHENA_LIMITS = {
  partitionsWritten: {
    value: 100,
    unit: 'partitions that a CTAS or INSERT INTO statement writes',
    source: 'https://docs.aws.amazon.com/athena/latest/ug/ctas-insert-into.html',
  },
  statementBytes: {
    value: 262_144,
    unit: 'bytes of a statement in UTF-8',
    source: 'https://docs.aws.amazon.com/athena/latest/ug/service-limits.html',
  },
} as const satisfies Readonly<Record<string, Limit>>;
