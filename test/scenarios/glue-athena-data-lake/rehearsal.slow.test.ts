import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { charts } from '../../../lib/scenarios/glue-athena-data-lake/rehearsal/charts';
import { checks } from '../../../lib/scenarios/glue-athena-data-lake/rehearsal/checks';
import { scenario } from '../../../lib/scenarios/glue-athena-data-lake/scenario';
import { defaults, generate } from '../../../workloads/glue-athena-data-lake/generator';
import { expectReviewedCalls } from '../../support/recorded-calls';
import { type Rehearsed, rehearse } from '../../support/scenario';

const hasJava = spawnSync('java', ['-version']).status === 0;

describe('on generated data', () => {
  let run: Rehearsed;
  const data = mkdtempSync(join(tmpdir(), 'data-'));
  beforeAll(async () => {
    await generate(defaults, data);
    run = await rehearse('glue-athena-data-lake', data, { without: ['spark'] });
  });

  test('runs every step except the Spark job, which is skipped and has a named stand-in', () => {
    expect(run.steps.filter(({ state }) => state !== 'passed')).toEqual([
      expect.objectContaining({ id: 'rates-to-parquet', state: 'skipped', standIn: 'XML read by Node and written by DuckDB', facts: { rows: 96 } }),
    ]);
  });

  test('the five functions call AWS by their handlers, and it is known what IAM is asked for each call', () => {
    expect(run.calls.filter(({ error }) => error)).toEqual([]);
    const calls = (id: string) => run.calls.filter(({ workload }) => workload.id === id).map(({ service, operation }) => `${service} ${operation}`);
    const replacing = [
      'glue DeleteTable',
      's3 ListObjectsV2',
      'athena StartQueryExecution',
      'athena GetQueryExecution',
      'glue GetTable',
      'glue UpdateTable',
    ];
    for (const id of ['DataFunction', 'LocationsFunction', 'MappingsFunction', 'CompactFunction']) expect([id, calls(id)]).toEqual([id, replacing]);
    expect(calls('EnrichFunction')).toEqual(['glue GetTable', 'glue CreatePartition', 'athena StartQueryExecution', 'athena GetQueryExecution']);
  });

  test('every call of a function is allowed', () => {
    expect(run.access).toMatchObject({ isAllowed: true, unassigned: [], findings: [] });
  });

  (hasJava ? test : test.skip)(
    'every call, those of the Spark job too, is one that has been reviewed, and is allowed',
    async () => {
      const job = await rehearse('glue-athena-data-lake', data, { only: ['rates-to-parquet'] });
      expect(job.step('rates-to-parquet')).toMatchObject({ state: 'passed', facts: { rows: 96 } });
      expect(job.access).toMatchObject({ isAllowed: true, unassigned: [], findings: [] });
      expectReviewedCalls('glue-athena-data-lake', [...run.calls, ...job.calls]);
    },
    300_000,
  );

  test('no check fails, and only checks about the Spark job or the original sample are skipped', () => {
    expect(run.failures('generated')).toEqual([]);
    const skipped = run.results('generated').filter(({ state }) => state === 'skipped');
    const original = checks.filter(({ data }) => data === 'original').map(({ description }) => description);
    expect(skipped.map(({ description }) => description).sort()).toEqual(['the Spark job wrote each rate of the XML', ...original].sort());
  });

  test('acceptance 10: two days of a hub have 5,760 rows, 576 per device, of three types, all in Oregon, with correct prices', () => {
    expect(run.step('enrich').facts).toMatchObject({
      statements: 10,
      rows: 5_760,
      devices: 10,
      fewestRowsOfADevice: 576,
      mostRowsOfADevice: 576,
      'rows off-peak': 2_160,
      'rows partial-peak': 1_920,
      'rows peak': 1_680,
      states: 'or',
      wrongCosts: 0,
    });
  });

  test('acceptance 11: more months of rates duplicate no rows', () => {
    const { cents } = run.step('enrich').facts;
    expect(run.step('enrich-with-more-rates').facts).toEqual({ monthsAdded: 2, rows: 5_760, cents });
  });

  test('acceptance 12: has 5,760 rows after a repeated enrichment', () => {
    expect(run.step('enrich-again').facts).toEqual({ rows: 5_760, added: 0, filesAdded: 0 });
  });

  test('acceptance 14: compaction writes one file for the hub, with the same rows and cost', () => {
    const { rows, cents, kwh } = run.step('enrich').facts;
    expect(run.step('compact').facts).toEqual({ rows, cents, kwh, partitions: 1, files: 1, filesInOnePartition: 1 });
  });

  test('acceptance 16: compares the expected numbers of the original sample with facts of every rehearsal', () => {
    const about = run
      .results('original')
      .filter(({ description }) => checks.some((check) => check.description === description && check.data === 'original'));
    expect(about.map(({ fact }) => fact)).toEqual(expect.arrayContaining(['cost-by-device.costs', 'hubs-by-postcode.counts', 'device-costs.costs']));
    expect(about.filter(({ reason }) => reason !== undefined)).toEqual([]);
    // Generated data is not the sample: what tells them apart must fail.
    expect(about.filter(({ state }) => state === 'failed').map(({ fact }) => fact)).toEqual(
      expect.arrayContaining(['enrich.centsOnFirstDay', 'cost-by-device.costs', 'hubs-by-postcode.counts', 'device-costs.costs']),
    );
  });

  test('acceptance 17: cost_dollar is cost / 100', () => {
    expect(run.step('dashboard').facts).toMatchObject({ wrongDollars: 0, cents: run.step('enrich').facts['cents'] });
    expect(run.step('dashboard').facts['dollars']).toBeCloseTo(Number(run.step('enrich').facts['cents']) / 100, 6);
  });

  test('acceptance 18: the report has the seven visuals, each with a table that has rows', () => {
    const kinds = charts.map(({ spec }) => [...JSON.stringify(spec).matchAll(/"mark":\{"type":"(\w+)"/g)].map(([, mark]) => mark).join(' and '));
    expect(kinds).toEqual(['circle', 'arc', 'rect', 'text and text', 'bar and line', 'bar', 'line']);
    for (const { table } of charts) expect([table, run.tables.get(table)?.rows.length]).toEqual([table, expect.any(Number)]);
    expect(charts.filter(({ table }) => run.tables.get(table)?.rows.length === 0)).toEqual([]);
  });

  test('every chart draws columns that its table has', () => {
    for (const { table, spec } of charts) {
      const columns = run.tables.get(table)?.columns ?? [];
      const calculated = [...JSON.stringify(spec).matchAll(/"as":"(\w+)"/g)].map(([, name]) => name);
      const fields = [...JSON.stringify(spec).matchAll(/"field":"(\w+)"|datum\.(\w+)/g)].map(([, field, datum]) => field ?? datum);
      expect([table, fields.filter((field) => !columns.includes(field ?? '') && !calculated.includes(field))]).toEqual([table, []]);
    }
  });

  test('the queries publish their results', () => {
    expect(run.tables.get('Preview')?.columns).toEqual(['ts', 'device', 'location', 'type', 'kwh', 'cents_per_kwh', 'cost', 'state', 'loc_id']);
    expect(run.tables.get('Cost by device on the first day')?.rows[0]).toEqual(['Central Air Conditioner', expect.stringMatching(/^\$\d\.\d\d$/)]);
    expect(run.tables.get('Cost of one device, 08:45 to 09:15')?.rows.map(([ts]) => String(ts).slice(11, 16))).toEqual([
      '08:45',
      '08:50',
      '08:55',
      '09:00',
      '09:05',
      '09:10',
      '09:15',
    ]);
    expect(run.tables.get('Tables of the lake')?.rows).toHaveLength(10);
  });
});

test('refuses invalid parameters of the rehearsal', () => {
  const { params } = scenario.rehearsal;
  expect(params.safeParse({}).data).toEqual({ dailyBudget: 6 });
  for (const wrong of [{ hub: 'xyz' }, { from: '2019-02-30' }, { dailyBudget: '0' }, { dailyBudget: 'much' }])
    expect(params.safeParse(wrong).success).toBe(false);
});
