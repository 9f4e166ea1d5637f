import { join } from 'node:path';
import { writeLines } from '../files/write-lines';
import { randomOf } from '../random/random';
import { columnsOf, type TableName, tableNames } from './tables';
import { cellOf } from './values';

/** Options of the data generator. */
export interface GeneratorOptions {
  /** The same seed and number of patients give the same bytes. */
  readonly seed: number;
  readonly patients: number;
}

export const defaults: GeneratorOptions = { seed: 1, patients: 50 };

/** Rows of each file: per patient, or in total. Supplies has none, as in the article's sample. */
const ROWS: Readonly<Record<TableName, { readonly each?: number; readonly all?: number }>> = {
  allergies: { each: 1 },
  careplans: { each: 3 },
  conditions: { each: 7 },
  devices: { all: 12 },
  encounters: { each: 20 },
  imaging_studies: { all: 30 },
  immunizations: { each: 10 },
  medications: { each: 15 },
  observations: { each: 60 },
  organizations: { all: 20 },
  patients: { each: 1 },
  payer_transitions: { each: 3 },
  payers: { all: 10 },
  procedures: { each: 12 },
  providers: { all: 40 },
  supplies: { all: 0 },
};

/** Files written. */
export interface Generated {
  readonly files: number;
  /** Without the headers. */
  readonly rows: number;
}

/** Streams sixteen CSV files of invented patients into a folder. */
export async function generate(
  { seed, patients }: GeneratorOptions,
  folder: string,
  { signal, progress = () => {} }: { readonly signal?: AbortSignal; readonly progress?: (line: string) => void } = {},
): Promise<Generated> {
  let rows = 0;
  for (const table of tableNames) {
    const { each = 0, all = 0 } = ROWS[table];
    const count = each * patients + all;
    progress(`${table}.csv`);
    await writeLines(join(folder, `${table}.csv`), linesOf(table, count, { seed, patients }), signal);
    rows += count;
  }
  return { files: tableNames.length, rows };
}

function* linesOf(table: TableName, count: number, { seed, patients }: GeneratorOptions): Generator<string> {
  const columns = columnsOf(table);
  yield columns.join(',');
  const random = randomOf(seed, table);
  for (let row = 0; row < count; row++) {
    yield columns.map((column) => cellOf({ table, column, row, patient: row % patients, seed, random })).join(',');
  }
}
