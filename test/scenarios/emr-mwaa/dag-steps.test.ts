import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Facts, Table } from '../../../lib/contract/values';
import { evaluate } from '../../../lib/rehearsal/checks';
import type { Step } from '../../../lib/rehearsal/rehearsal';
import type { StepReport } from '../../../lib/rehearsal/result';
import { checks } from '../../../lib/scenarios/emr-mwaa/rehearsal';
import { bakerySales, multipleSteps, parse, sparkPi } from '../../../lib/scenarios/emr-mwaa/rehearsal/dags';
import { workloadContext } from '../../support/scenario';

const workspace = mkdtempSync(join(tmpdir(), 'dag steps '));
afterAll(() => rmSync(workspace, { recursive: true }));

const nodes = (...groups: [role: string, count: number][]) => ({
  Instances: { InstanceGroups: groups.map(([InstanceRole, InstanceCount]) => ({ InstanceRole, InstanceCount })) },
});
const step = (name: string, words = 'spark-submit job.py') => ({ id: `s-${name}`, name, arguments: words.split(' '), state: 'COMPLETED' });
const run = (changes: object = {}) => ({
  state: 'success',
  tasks: [
    { id: 'create_job_flow', index: -1, state: 'success' },
    { id: 'watch_step', index: 0, state: 'success' },
  ],
  clusters: [{ id: 'j-1', state: 'TERMINATED', request: nodes(['MASTER', 1]) }],
  steps: [step('Pi')],
  mostAtOnce: 1,
  calls: {},
  ...changes,
});

/** Runs a step on an Airflow that prints this below its log. */
async function factsOf(rehearsed: Step<never>, answer: unknown): Promise<{ facts: Facts; tables: Record<string, Table> }> {
  const tables: Record<string, Table> = {};
  const airflow = { run: async () => `[info] loading\n${JSON.stringify(answer)}\n`, close: async () => {} };
  const publish = (name: string, table: Table) => void Object.assign(tables, { [name]: table });
  const facts = await rehearsed.run({ ...workloadContext('emr-mwaa'), engines: { airflow }, workspace, stage: 'dev', publish } as never);
  return { facts, tables };
}

test('lists DAGs by name, and counts those with a schedule and those that watch each step separately', async () => {
  const tasks = (mapped: boolean) => [
    { id: 'add_steps', downstream: ['watch_step'], mapped: false, teardown: false },
    { id: 'watch_step', downstream: [], mapped, teardown: false },
  ];
  const dag = (id: string, schedule: string | null, mapped: boolean) => ({
    id,
    file: `${id}.py`,
    schedule,
    tags: ['emr', 'demo'],
    params: [],
    tasks: tasks(mapped),
  });

  const { facts, tables } = await factsOf(parse as never, { errors: { 'c.py': 'no' }, dags: [dag('a', null, true), dag('b', '@daily', false)] });

  expect(facts).toEqual({ dags: 'a b', importErrors: 1, scheduled: 1, orders: 'add_steps watch_step', watchedOneByOne: 1 });
  expect(tables['DAGs']?.rows).toEqual([
    ['a', null, 'emr, demo', 'add_steps → watch_step'],
    ['b', '@daily', 'emr, demo', 'add_steps → watch_step'],
  ]);
});

describe('spark_pi_example', () => {
  test('reports how run, cluster and step ended, and the requested nodes', async () => {
    const clusters = [{ id: 'j-1', state: 'TERMINATED', request: nodes(['MASTER', 1], ['CORE', 2]) }];

    await expect(factsOf(sparkPi as never, [run({ clusters, steps: [step('Pi', 'run-example SparkPi 10')] })])).resolves.toMatchObject({
      facts: {
        state: 'success',
        clusters: 1,
        cluster: 'TERMINATED',
        steps: 1,
        watched: 1,
        nodes: '1 MASTER, 2 CORE',
        arguments: 'run-example SparkPi 10',
      },
    });
  });

  test('omits the number of nodes for a cluster of instance fleets', async () => {
    const clusters = [{ id: 'j-1', state: 'TERMINATED', request: { Instances: { InstanceFleets: [{}] } } }];

    await expect(factsOf(sparkPi as never, [run({ clusters })])).resolves.toMatchObject({ facts: { clusters: 1, nodes: '' } });
  });

  test('reports a run that fails before it has a cluster', async () => {
    const failed = run({ state: 'failed', clusters: [], steps: [], tasks: [{ id: 'watch_step', index: 0, state: 'upstream_failed' }] });

    await expect(factsOf(sparkPi as never, [failed])).resolves.toMatchObject({
      facts: { state: 'failed', clusters: 0, cluster: '', steps: 0, watched: 0, nodes: '', arguments: '' },
    });
  });
});

test('bakery_sales: keeps the submitted arguments for the step that runs them on Spark', async () => {
  await expect(
    factsOf(bakerySales as never, [run({ steps: [step('Bakery Sales', 'spark-submit s3://b/jobs/bakery_sales.py --database emr')] })]),
  ).resolves.toMatchObject({
    facts: { submitted: '["spark-submit","s3://b/jobs/bakery_sales.py","--database","emr"]' },
  });
});

test('multiple_steps: distinguishes the successful run from the failed one', async () => {
  const broken = run({ state: 'failed', steps: [{ ...step('Stock Volatility'), state: 'FAILED' }] });

  const { facts, tables } = await factsOf(multipleSteps as never, [run({ mostAtOnce: 4 }), broken]);

  expect(facts).toMatchObject({ state: 'success', mostAtOnce: 4, stateWithAFailedStep: 'failed', clusterWithAFailedStep: 'TERMINATED' });
  expect(tables['Steps of multiple_steps']?.rows).toEqual([
    ['all well', 'Pi', 'COMPLETED'],
    ['one fails', 'Stock Volatility', 'FAILED'],
  ]);
});

test.each([
  ['spark-pi', sparkPi],
  ['bakery-sales', bakerySales],
  ['multiple-steps', multipleSteps],
])('%s: fails each check of a run that Airflow does not report', async (id, rehearsed) => {
  const { facts } = await factsOf(rehearsed as never, []);
  const report: StepReport = { id, title: '', state: 'passed', seconds: 0, facts, missing: [] };
  const own = checks.filter(({ fact }) => fact.startsWith(`${id}.`));

  expect(own.length).toBeGreaterThanOrEqual(5);
  expect(evaluate(own, [report], { kind: 'none', folder: '', defaults: true }).filter(({ state }) => state !== 'failed')).toEqual([]);
});

test('reports an invalid response, with the command to fix it', async () => {
  await expect(factsOf(sparkPi as never, { runs: 'none' })).rejects.toThrow(
    /unexpected output of the Airflow program; got {"runs":"none"}; npm ci, then repeat the rehearsal/,
  );
});
