import { readFile } from 'node:fs/promises';
import { workload } from '../../../paths';

/** Text of a file below `workloads/rds-postgres/sql`, for instance `queries/movies.sql`. */
export function sqlText(path: string): Promise<string> {
  return readFile(workload('rds-postgres', 'sql', ...path.split('/')), 'utf8');
}
