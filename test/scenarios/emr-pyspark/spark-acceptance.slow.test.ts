import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PYSPARK } from 'stagecraft-constructs/versions';
import { runProcess } from '../../../lib/rehearsal/engines/process';
import { pythonPackages } from '../../../lib/rehearsal/engines/python-packages';
import { virtualEnvironment } from '../../../lib/rehearsal/engines/virtual-environment';
import { root } from '../../support/files';
import { recordingTask } from '../../support/task';

/** Python tests on Spark cover the results of the jobs; this runs them, and reports each line of the acceptance list. */

jest.setTimeout(900_000);

const LINES = [
  [11, 'test_bakery.py', 'test_acceptance_11_corrections_are_not_sales_and_the_csv_has_a_header_and_bars'],
  [13, 'test_stocks.py', 'test_acceptance_13_the_most_volatile_day_comes_first_by_number'],
  [14, 'test_movies.py', 'test_acceptance_14_ten_values_are_ranked_and_the_year_ends_with_its_last_second'],
  [15, 'test_movies.py', 'test_acceptance_15_six_rated_films_fall_into_three_groups'],
  [16, 'test_stocks.py', 'test_acceptance_16_thirty_tickers_are_thirty_folders_in_lower_case_with_one_file_each'],
  [17, 'test_lake.py', 'test_acceptance_17_the_crawlers_make_nine_raw_and_nine_processed_tables'],
] as const;

/** Spark leaves files where it runs. */
const folder = mkdtempSync(join(tmpdir(), 'spark-acceptance-'));
let output = '';

beforeAll(async () => {
  const { env } = process;
  const task = recordingTask();
  const run = (command: string, args: readonly string[], more = {}) =>
    runProcess(command, args, { env: { ...env, ...more }, cwd: folder, signal: task.signal });
  const { stdout: version } = await run('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']);
  // The environment that a rehearsal uses.
  const name = `pyspark-${PYSPARK}-python${version.trim()}`;
  const python = await virtualEnvironment({ name, python: 'python3', packages: [`pyspark==${PYSPARK}`], env }, task);
  const packages = await pythonPackages({ python, packages: ['pytest==8.4.2'], env }, task);
  const args = ['-m', 'pytest', '-p', 'no:cacheprovider', '-q', '-rA', '-k', 'acceptance', join(root, 'test', 'workloads', 'emr-pyspark')];
  const { stdout, stderr } = await run(python, args, { PYTHONPATH: packages });
  output = stdout || stderr;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const linesOf = (word: string) => output.split('\n').filter((line) => line.startsWith(`${word} `));

test.each(LINES)('acceptance %i: %s, %s', (_, file, name) => {
  expect(linesOf('PASSED').some((line) => line.includes(`${file}::${name}`)) || output).toBe(true);
});

/** The file is not part of the project. Without it the test expects the skip with its reason. */
test('acceptance 12: the public file of the bakery gives 93 items and 20,506 sales, when STAGECRAFT_BAKERY names it', () => {
  const name = 'test_bakery.py::test_acceptance_12_the_public_file_gives_93_items_and_20506_sales';

  if (process.env['STAGECRAFT_BAKERY']) expect(linesOf('PASSED').some((line) => line.includes(name)) || output).toBe(true);
  else expect(linesOf('SKIPPED').join('\n')).toContain('STAGECRAFT_BAKERY does not name the public BreadBasket_DMS.csv');
});
