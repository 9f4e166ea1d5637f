import { readFile } from 'node:fs/promises';
import { SqlTextRefused, statementsIn, type Written, written } from '../../../workloads/firehose-redshift/sql-text';
import { JobError } from '../../errors';
import { workload } from '../../paths';

/** Text of a file below `workloads/firehose-redshift/sql`, without its ending. */
export function sqlText(name: string): Promise<string> {
  return readFile(workload('firehose-redshift', 'sql', ...`${name}.sql`.split('/')), 'utf8');
}

/** The statements of a file, with what has to stand in their text. @throws JobError when a value is missing */
export async function statementsOf(name: string, values: Readonly<Record<string, Written>> = {}): Promise<readonly string[]> {
  const text = await sqlText(name);
  return refusingSql(name, () => statementsIn(written(text, values)));
}

/** Tells what is wrong with a file of SQL, and which file it is. */
export function refusingSql<Result>(name: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof SqlTextRefused)) throw cause;
    const fix = 'correct the file or the value';
    throw new JobError({ problem: `the SQL of ${name}.sql cannot be run`, got: cause.message, fix }, { cause });
  }
}
