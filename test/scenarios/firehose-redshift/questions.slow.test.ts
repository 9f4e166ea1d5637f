import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Table } from '../../../lib/contract/values';
import type { PostgresEngine } from '../../../lib/rehearsal/engine';
import { postgres } from '../../../lib/rehearsal/engines/postgres';
import type { Step } from '../../../lib/rehearsal/rehearsal';
import { makeSchema } from '../../../lib/scenarios/firehose-redshift/rehearsal/local';
import { averages, current, latency } from '../../../lib/scenarios/firehose-redshift/rehearsal/question-steps';
import { loadStar, views } from '../../../lib/scenarios/firehose-redshift/rehearsal/warehouse-steps';
import { config } from '../../../lib/scenarios/firehose-redshift/settings';
import { generate, STAR } from '../../../workloads/firehose-redshift/generator';
import { sensors } from '../../../workloads/firehose-redshift/sensors';
import { defaults } from '../../../workloads/firehose-redshift/simulator';
import { recordingTask } from '../../support/task';

const data = mkdtempSync(join(tmpdir(), 'questions '));
let engine: PostgresEngine;

beforeAll(async () => {
  await generate(defaults, data, recordingTask());
  engine = await postgres.open('', recordingTask());
  await makeSchema(engine.session);
  await loadStar(engine.session, join(data, STAR));
  await run(views);
});
afterAll(async () => {
  await engine.close();
  rmSync(data, { recursive: true });
});
afterEach(() => engine.session.run('DELETE FROM sensor.message'));

/** Runs a step on the rows of the tables. */
async function run(step: Step<never>) {
  const tables: Record<string, Table> = {};
  const publish = (name: string, table: Table) => void Object.assign(tables, { [name]: table });
  const context = { config: config.parse({ bufferSeconds: 60 }), engines: { postgres: engine }, publish, task: recordingTask() };
  return { facts: await step.run(context as never), tables };
}

/** A reading, and the seconds until its row arrived. */
const arrive = (guid: string, ts: number, temp: number, late = 30) =>
  engine.session.query(
    "INSERT INTO sensor.message (guid, ts, temp, created) VALUES ($1, $2, $3, TIMESTAMP 'epoch' + CAST($4 AS bigint) * INTERVAL '1 second')",
    [guid, ts, temp, ts + late],
  );

const [first, second] = sensors.map(({ guid }) => guid) as [string, string];
const START = 1_583_291_640;

test('without readings every result is a number, and the charts are empty', async () => {
  const { facts, tables } = await run(averages as never);

  expect(facts).toEqual({ detail: 0, sensors: 0, least: 0, most: 0, order: '', largestDeviation: 0, lowest: 0, medians: 0 });
  expect(tables['Average of each sensor']?.rows).toEqual([]);
  expect((await run(latency as never)).facts).toEqual({ messages: 0, min: 0, mean: 0, p95: 0, max: 0, withinInterval: true });
  expect((await run(current as never)).facts).toEqual({ recent: 0, shown: 0, shownLater: 0 });
});

test('counts readings for each sensor, and charts them by time, temperature and place', async () => {
  for (const [guid, temp] of [
    [first, 70],
    [first, 80],
    [second, 60],
  ] as const) {
    await arrive(guid, START, temp);
  }

  const { facts, tables } = await run(averages as never);

  expect(facts).toMatchObject({ detail: 3, sensors: 2, least: 1, most: 2, order: '2 1', lowest: 60, medians: 2 });
  expect(tables['Readings over time']?.columns).toEqual(['recorded', 'temp', 'location']);
  expect(tables['Readings over time']?.rows).toContainEqual([expect.stringMatching(/^2020-03-04 03:14/), 60, 'Research Lab #2209']);
});

test('gives a sensor unknown to the simulator an average, but no noise-free value', async () => {
  await engine.session.query("UPDATE sensor.sensor SET guid = 'kitchen' WHERE guid = $1", [second]);
  await arrive(first, START, 85);
  await arrive('kitchen', START, 20);

  const { facts, tables } = await run(averages as never);
  await engine.session.query("UPDATE sensor.sensor SET guid = $1 WHERE guid = 'kitchen'", [second]);

  expect(facts).toMatchObject({ sensors: 2, order: 'kitchen 1', lowest: 20 });
  expect(facts['largestDeviation']).toBeLessThan(1);
  expect(tables['Average of each sensor']?.rows.map((row) => [row[0], row.at(-1)])).toEqual([
    [20, null],
    [85, expect.any(Number)],
  ]);
});

test.each([
  ['within the interval', [0, 60], true],
  ['later than the interval', [0, 61], false],
  ['older than its reading', [-1, 60], false],
])('a row that is %s', async (_, seconds, withinInterval) => {
  for (const late of seconds) await arrive(first, START, 70, late);

  const { facts } = await run(latency as never);

  expect(facts).toMatchObject({ messages: 2, min: seconds[0], max: seconds[1], withinInterval });
});

test('the last half hour ends with the last reading, and has no older one', async () => {
  for (const ts of [START - 1_801, START - 1_800, START]) await arrive(first, ts, 70);

  expect((await run(current as never)).facts).toEqual({ recent: 2, shown: 2, shownLater: 0 });
});
