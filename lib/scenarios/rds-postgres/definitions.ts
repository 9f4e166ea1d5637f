import { readFile } from 'node:fs/promises';
import { DEFINITIONS, type Definitions } from '../../../workloads/rds-postgres/load';
import { workload } from '../../paths';

/** Text of the files that make the database. */
export async function definitions(): Promise<Definitions> {
  const texts = await Promise.all(DEFINITIONS.map(async (name) => [name, await sqlText(`${name}.sql`)] as const));
  return Object.fromEntries(texts) as Record<keyof Definitions, string>;
}

/** Text of a file below `workloads/rds-postgres/sql`, for instance `queries/movies.sql`. */
export function sqlText(path: string): Promise<string> {
  return readFile(workload('rds-postgres', 'sql', ...path.split('/')), 'utf8');
}
