import { setTimeout as sleep } from 'node:timers/promises';
import type { Table } from '../../../../lib/contract/values';
import { drawCharts } from '../../../../lib/rehearsal/report/charts';
import { rehearsalOf } from '../../../../lib/scenarios/istio-observability/rehearsal';
import { comesTrue } from '../../../../lib/scenarios/istio-observability/rehearsal/platform';
import { Timeline } from '../../../../lib/scenarios/istio-observability/rehearsal/timeline';

const quiet = new AbortController().signal;

test.each(['rest', 'grpc'] as const)('%s: each check reads a fact of an existing step, and descriptions are unique', (protocol) => {
  const { steps, checks } = rehearsalOf(protocol);
  expect(checks.filter(({ fact }) => !Object.hasOwn(steps, fact.slice(0, fact.indexOf('.'))))).toEqual([]);
  expect(new Set(checks.map(({ description }) => description)).size).toBe(checks.length);
});

test('the orders equal those of the articles', () => {
  const orderOf = (protocol: 'rest' | 'grpc') => rehearsalOf(protocol).checks.find(({ fact }) => fact === 'call.services')?.expected;
  expect(orderOf('rest')).toBe('Service D, Service G, Service H, Service E, Service B, Service C, Service A');
  expect(orderOf('grpc')).toBe('Service A, Service B, Service D, Service E, Service G, Service H, Service C');
});

test.each([{ calls: 0 }, { concurrency: 501 }, { calls: 'many' }])('refuses the parameters %j', (given) => {
  expect(rehearsalOf('rest').params.safeParse(given).success).toBe(false);
});

test('returns the seconds until a condition holds, or undefined', async () => {
  let asked = 0;
  expect(await comesTrue(() => ++asked > 3, 5_000, quiet)).toBeLessThan(5);
  expect(asked).toBe(4);
  expect(await comesTrue(() => false, 50, quiet)).toBeUndefined();
});

test('stops waiting when interrupted', async () => {
  await expect(comesTrue(() => false, 60_000, AbortSignal.timeout(50))).rejects.toThrow();
});

test('counts a timeline by kind and quarter of a second, with outages', async () => {
  const timeline = new Timeline();
  timeline.count('answer', 'complete');
  timeline.count('answer', 'complete');
  timeline.count('error', 'refused');
  const begin = timeline.now();
  await sleep(300);
  timeline.outage('the queue', begin);
  timeline.count('answer', 'complete');

  const { columns, rows } = timeline.table('answer');
  expect(columns).toEqual(['from s', 'to s', 'what', 'number']);
  expect(rows.filter(([, , what]) => what === 'complete').map(([, , , number]) => number)).toEqual([2, 1]);
  const [away] = rows.filter(([, , what]) => what === 'the queue away');
  expect(Number(away?.[1]) - Number(away?.[0])).toBeGreaterThanOrEqual(0.29);
  expect(timeline.total('answer', 'complete')).toBe(3);
  expect(timeline.table('error').rows.filter(([, , , number]) => number !== null)).toEqual([[0, 0.25, 'refused', 1]]);
});

test('draws every chart, with the outages of both steps as shaded areas', async () => {
  const tables = new Map([
    ['Trace of one call', { columns: ['#', 'span', 'service', 'kind', 'from ms', 'to ms', 'ms'], rows: [[1, 'A: GET', 'A', 'server', 0, 2, 2]] }],
    ['Latency of the calls', { columns: ['from ms', 'to ms', 'calls'], rows: [[0, 5, 10]] }],
    ...['Answers while things were away', 'Errors while things were away', 'Errors while the queue was away'].map((name): [string, Table] => [
      name,
      {
        columns: ['from s', 'to s', 'what', 'number'],
        rows: [
          [0, 0.25, 'complete', 3],
          [0.1, 0.9, 'the queue away', null],
        ],
      },
    ]),
  ]);
  const drawn = await drawCharts(rehearsalOf('rest').charts, tables);
  expect(drawn).toHaveLength(5);
  expect(drawn.filter((chart) => 'missing' in chart)).toEqual([]);
  expect(drawn.map((chart) => ('svg' in chart ? (chart.svg.match(/the queue away/g) ?? []).length > 0 : false))).toEqual([
    false,
    false,
    true,
    true,
    true,
  ]);
});
