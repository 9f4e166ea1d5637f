import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AirflowEngine } from '../../../lib/rehearsal/engine';
import { engines } from '../../../lib/rehearsal/engines';
import { parseDags, runDags } from '../../../lib/scenarios/emr-mwaa/rehearsal/airflow-runs';
import { expectReviewedCalls } from '../../support/recorded-calls';
import { rehearse, workloadContext } from '../../support/scenario';
import { recordingTask } from '../../support/task';

const workspace = mkdtempSync(join(tmpdir(), 'airflow-'));
let airflow: AirflowEngine;

beforeAll(async () => {
  airflow = await engines.airflow.open(workspace, recordingTask());
}, 600_000);

test('acceptance 5: Airflow imports three DAG files with four tasks each', async () => {
  const { dags, errors } = await parseDags(airflow, recordingTask());

  expect(errors).toEqual({});
  expect(dags.map(({ id, schedule, tasks }) => [id, schedule, tasks.map((each) => each.id).join(' ')])).toEqual(
    ['bakery_sales', 'multiple_steps', 'spark_pi_example'].map((id) => [id, null, 'create_job_flow add_steps watch_step terminate_job_flow']),
  );
}, 120_000);

test('acceptance 11: the third DAG fails when any of the four steps fails', async () => {
  const names = ['Bakery Sales', 'Movie Choices', 'Movie Ratings', 'Stock Volatility'];
  const runs = await runDags(
    { engines: { airflow }, workspace, stage: 'dev', ...workloadContext('emr-mwaa') },
    names.map((name) => ({ dag: 'multiple_steps', failing: [name] })),
  );

  expect(runs.map(({ state }) => state)).toEqual(['failed', 'failed', 'failed', 'failed']);
  expect(runs.map(({ tasks }) => tasks.filter(({ state }) => state === 'failed').map(({ id, index }) => `${id} ${index}`))).toEqual(
    [0, 1, 2, 3].map((index) => [`watch_step ${index}`]),
  );
  expect(runs.map(({ clusters }) => clusters.map(({ state }) => state))).toEqual(Array(4).fill(['TERMINATED']));
}, 600_000);

test('acceptance 12 and 13: the rehearsal runs every DAG, four concurrent steps, and the bakery step on Spark', async () => {
  const data = mkdtempSync(join(tmpdir(), 'data-'));
  mkdirSync(join(data, 'bakery'));
  writeFileSync(
    join(data, 'bakery', 'bakery.csv'),
    ['Date,Time,Transaction,Item', ...['Tea', 'NONE', 'Tea', 'Cake'].map((item) => `2016-10-30,09:58:11,1,${item}`), ''].join('\n'),
  );
  const { step, failures, access, calls } = await rehearse('emr-mwaa', data);

  expect(access).toMatchObject({ isAllowed: true, unassigned: [] });
  expectReviewedCalls('emr-mwaa', calls);

  expect(failures('none')).toEqual([]);
  const fact = (id: string, name: string) => step(id).facts[name];
  expect(fact('bakery-table', 'sales')).toBe('Coffee 4, Bread 3, Tea 1');
  expect([fact('bakery-table', 'rows'), fact('bakery-table', 'sold')]).toEqual([2, 3]);
  expect(fact('multiple-steps', 'mostAtOnce')).toBe(4);
}, 900_000);
