import { readFile } from 'node:fs/promises';
import { workload } from '../../../paths';

/** Text of a `.sql` file of this scenario, for instance `preview.sql`. */
export function sqlFile(name: string): Promise<string> {
  return readFile(workload('glue-athena-data-lake', 'sql', ...name.split('/')), 'utf8');
}
