import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Table } from '../../../lib/contract/values';
import { bakeryTable } from '../../../lib/scenarios/emr-mwaa/rehearsal/bakery';
import { recordingTask } from '../../support/task';

const folders: string[] = [];
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'bakery '));
  folders.push(made);
  return made;
};
afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true });
});

const SUBMITTED = ['spark-submit', '--py-files', 's3://b/jobs/lake.py', 's3://b/jobs/bakery_sales.py'];

/** Runs the step on a Spark that writes these files in place of the job's CSV. */
async function bakery(files: Record<string, string>, { submitted = SUBMITTED, data = folder() } = {}) {
  const programs: [string, ...string[]][] = [];
  const tables: Record<string, Table> = {};
  const spark = {
    submit: async (program: string, args: readonly string[]) => {
      programs.push([basename(program), ...args]);
      const gold = args[args.indexOf('--gold-bucket') + 1];
      if (!args.includes('--gold-bucket') || gold === undefined) return '';
      const csv = join(fileURLToPath(gold), 'bakery', 'bakery_sales', 'csv');
      mkdirSync(csv, { recursive: true });
      for (const [name, text] of Object.entries(files)) writeFileSync(join(csv, name), text);
      return '';
    },
    close: async () => {},
  };
  const publish = (name: string, table: Table) => void Object.assign(tables, { [name]: table });
  const context = { engines: { spark }, fact: () => JSON.stringify(submitted), data, workspace: folder(), publish, task: recordingTask() };
  return { facts: await bakeryTable.run(context as never), programs, tables };
}

test('reads what the job wrote, with any item name, without the success marker', async () => {
  const { facts, tables } = await bakery({ _SUCCESS: '', 'part-0.csv': 'item|count\nCoffee|4\nTea | Cake|2\n' });

  expect(facts).toEqual({ sales: 'Coffee 4, Tea | Cake 2' });
  expect(tables['Bakery sales']).toEqual({
    columns: ['item', 'count'],
    rows: [
      ['Coffee', 4],
      ['Tea | Cake', 2],
    ],
  });
});

test('passes the options of the DAG to the job, without those that locate the lake in the account', async () => {
  const options = ['--database', 'emr', '--from-ssm', '/emr_demo', '--region', 'eu-central-1', '--catalog', 'session'];

  const { programs } = await bakery({ 'part-0.csv': 'item|count\n' }, { submitted: [...SUBMITTED, ...options] });

  expect(programs.map(([program]) => program)).toEqual(['bakery_csv_to_parquet.py', 'bakery_sales.py']);
  expect(programs[1]?.slice(5)).toEqual(['--database', 'emr', '--catalog', 'session']);
});

test('shows an empty table for a bakery without sales', async () => {
  await expect(bakery({ 'part-0.csv': 'item|count\n' })).resolves.toMatchObject({ facts: { sales: '' }, tables: { 'Bakery sales': { rows: [] } } });
});

test('counts a file from another source, and shows the fifteen best-selling items', async () => {
  const data = folder();
  mkdirSync(join(data, 'bakery'));
  writeFileSync(join(data, 'bakery', 'bakery.csv'), '');
  const lines = Array.from({ length: 20 }, (_, index) => `Item ${index}|${20 - index}`);

  const { facts, tables, programs } = await bakery({ 'part-0.csv': ['item|count', ...lines, ''].join('\n') }, { data });

  expect(facts).toMatchObject({ rows: 20, sold: 210 });
  expect(tables['Bakery sales']?.rows).toHaveLength(15);
  expect(programs).toHaveLength(4);
});

test.each([
  ['no step', [], /did not submit bakery_sales\.py; got no step; correct the DAG/],
  ['another program', ['spark-submit', 's3://b/jobs/movie_choices.py'], /got spark-submit s3:\/\/b\/jobs\/movie_choices\.py/],
])('refuses a DAG that submitted %s', async (_, submitted, message) => {
  await expect(bakery({}, { submitted })).rejects.toThrow(message);
});
