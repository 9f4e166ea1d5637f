import type { EngineModules } from '../../lib/rehearsal/engine-room';
import { engines } from '../../lib/rehearsal/engines';

/** What happened to an engine, in order. */
export type Events = string[];

/** Spark of a test: says what it was asked, can be missing, and can refuse to start. */
export function engineModules(
  events: Events,
  spark: { readonly version?: string; readonly open?: () => Promise<void>; readonly close?: () => Promise<void> } = {},
): EngineModules {
  return {
    ...engines,
    spark: {
      title: 'Apache Spark',
      install: 'pip install pyspark',
      async find() {
        events.push('find');
        return spark.version;
      },
      async open() {
        events.push('open');
        await spark.open?.();
        return {
          async submit(program) {
            events.push(`submit ${program}`);
            return 'done';
          },
          async close() {
            events.push('close');
            await spark.close?.();
          },
        };
      },
    },
  };
}
