import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { workload } from '../../../paths';
import type { SqlEngine } from '../../../rehearsal/engine';

/** Text of a `.sql` file of this scenario, for instance `preview.sql`. */
export function sqlFile(name: string): Promise<string> {
  return readFile(workload('glue-athena-data-lake', 'sql', ...name.split('/')), 'utf8');
}

/** The single row of an aggregate query. */
export async function onlyRow<Row extends z.ZodType>(engine: SqlEngine, row: Row, sql: string): Promise<z.infer<Row>> {
  const [found] = await engine.select(row, sql);
  return found as z.infer<Row>;
}

/** A number rounded for display, without binary rounding errors. */
export function rounded(value: number): number {
  return Number(value.toFixed(6));
}
