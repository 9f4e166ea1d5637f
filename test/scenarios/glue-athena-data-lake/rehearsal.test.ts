import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workload } from '../../../lib/paths';
import { evaluate } from '../../../lib/rehearsal/checks';
import type { EngineModule, SparkEngine } from '../../../lib/rehearsal/engine';
import { engines } from '../../../lib/rehearsal/engines';
import type { DataOrigin, StepReport } from '../../../lib/rehearsal/result';
import { runSteps } from '../../../lib/rehearsal/runner';
import { charts } from '../../../lib/scenarios/glue-athena-data-lake/rehearsal/charts';
import { checks } from '../../../lib/scenarios/glue-athena-data-lake/rehearsal/checks';
import { scenario } from '../../../lib/scenarios/glue-athena-data-lake/scenario';
import { defaults, generate } from '../../../workloads/glue-athena-data-lake/generator';
import { SENSORS, statements } from '../../../workloads/glue-athena-data-lake/statements';
import { recordingTask } from '../../support/task';
import { folderOf, foreign, foreignData } from './raw-files';

const noSpark: EngineModule<SparkEngine> = {
  title: 'Apache Spark',
  install: '',
  find: async () => undefined,
  open: () => Promise.reject(new Error('not to be opened')),
};

async function rehearse(data: string, params: Readonly<Record<string, unknown>> = {}, spark = noSpark) {
  const workspace = mkdtempSync(join(tmpdir(), 'work '));
  const task = { ...recordingTask(), plan() {}, start() {}, end() {} };
  const { steps, tables } = await runSteps(
    {
      preparations: [],
      steps: scenario.rehearsal.steps as never,
      config: scenario.config.parse({}),
      params,
      data,
      workspace,
      engines: { ...engines, spark },
      now: () => performance.now(),
    },
    task,
  );
  const step = (id: string): StepReport => steps.find((candidate) => candidate.id === id)!;
  const results = (kind: DataOrigin['kind']) => evaluate(checks, steps, { kind, folder: data, defaults: true });
  return { workspace, steps, tables, step, results, failures: (kind: DataOrigin['kind']) => results(kind).filter(({ state }) => state === 'failed') };
}

type Rehearsed = Awaited<ReturnType<typeof rehearse>>;

describe('on generated data', () => {
  let run: Rehearsed;
  beforeAll(async () => {
    const data = mkdtempSync(join(tmpdir(), 'data-'));
    await generate(defaults, data);
    run = await rehearse(data);
  }, 60_000);

  test('every step runs; the Spark job alone is skipped, and something named stands in for it', () => {
    expect(run.steps.filter(({ state }) => state !== 'passed')).toEqual([
      expect.objectContaining({ id: 'rates-to-parquet', state: 'skipped', standIn: 'XML read by Node and written by DuckDB', facts: { rows: 96 } }),
    ]);
  });

  test('no check fails, and only what the Spark job or the original sample would prove is skipped', () => {
    expect(run.failures('generated')).toEqual([]);
    const skipped = run.results('generated').filter(({ state }) => state === 'skipped');
    const original = checks.filter(({ data }) => data === 'original').map(({ says }) => says);
    expect(skipped.map(({ says }) => says).sort()).toEqual(['the Spark job wrote each rate of the XML', ...original].sort());
  });

  test('acceptance 10: two days of a hub are 5,760 rows, 576 a device, of three types, all in Oregon, rightly priced', () => {
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

  test('acceptance 11: more months of rates multiply no row', () => {
    const { cents } = run.step('enrich').facts;
    expect(run.step('enrich-with-more-rates').facts).toEqual({ monthsAdded: 2, rows: 5_760, cents });
  });

  test('acceptance 12: enriching twice leaves 5,760 rows', () => {
    expect(run.step('enrich-again').facts).toEqual({ rows: 5_760, added: 0, filesAdded: 0 });
  });

  test('acceptance 14: compaction gives one file for the hub, with the same rows and cost', () => {
    const { rows, cents, kwh } = run.step('enrich').facts;
    expect(run.step('compact').facts).toEqual({ rows, cents, kwh, partitions: 1, files: 1, filesInOnePartition: 1 });
  });

  test('acceptance 16: what the original sample must come to is compared with facts that every rehearsal has', () => {
    const about = run.results('original').filter(({ says }) => checks.some((check) => check.says === says && check.data === 'original'));
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

  test('acceptance 18: the report has the seven visuals, each over a table with rows', () => {
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

  test('the queries publish their answers', () => {
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

describe('on files that the generator did not make', () => {
  let data: string;
  let run: Rehearsed;
  beforeAll(async () => {
    data = foreignData();
    run = await rehearse(data);
  }, 60_000);

  test('it takes the hub with most readings and all its local days', () => {
    expect(run.step('raw').facts).toMatchObject({
      hub: foreign.hub,
      state: 'ns',
      timeZone: 'Australia/Sydney',
      from: '2024-03-31',
      to: '2024-04-08',
      hubs: 2,
      rates: 72,
    });
  });

  test('no check fails', () => {
    expect(run.failures('given')).toEqual([]);
    expect(run.results('given').filter(({ state }) => state === 'passed').length).toBeGreaterThan(20);
  });

  test('each quarter of an hour of nine days is priced, also in the hour that comes twice; silent circuits make no row', () => {
    // 9 days and an hour; s_02 is silent in every second quarter; s_11 is none of the ten.
    const readings = (9 * 24 + 1) * 4;
    expect(run.step('enrich').facts).toMatchObject({ rows: readings * 2.5, devices: 2, statements: SENSORS.length });
  });

  test('the rate is that of the local month', () => {
    expect(run.tables.get('Enriched, by day')?.rows.map(([day, rows]) => [day, rows])).toEqual([
      ['2024-03-31', 240],
      ...['01', '02', '03', '04', '05', '06'].map((day) => [`2024-04-${day}`, 240]),
      ['2024-04-07', 250],
      ['2024-04-08', 240],
    ]);
    const march = run.tables.get('Enriched, by day')?.rows[0] ?? [];
    const april = run.tables.get('Enriched, by day')?.rows[1] ?? [];
    expect(Number(april[3])).toBeGreaterThan(Number(march[3]) * 1.4);
  });

  test('two devices of one name and place keep their rows, once each', () => {
    expect(run.step('enrich-again').facts).toMatchObject({ added: 0 });
    expect(run.step('enrich').facts).toMatchObject({ fewestRowsOfADevice: 868, mostRowsOfADevice: 868 + 434 });
  });

  test('another hub and other days can be asked for', async () => {
    const other = await rehearse(data, { hub: foreign.other, from: '2024-04-01', to: '2024-04-01' });
    expect(other.failures('given')).toEqual([]);
    // Kolkata is five and a half hours ahead: the first of April ends at 18:30 UTC.
    expect(other.step('enrich').facts).toMatchObject({ rows: 18.5 * 4, states: 'wb', devices: 1 });
  }, 60_000);

  test('days without a rate make no row, and the rest goes on', async () => {
    const without = await rehearse(data, { from: '2023-01-01', to: '2023-01-02' });
    expect(without.steps.filter(({ state }) => state === 'failed')).toEqual([]);
    expect(without.step('enrich').facts).toMatchObject({ rows: 0, devices: 0, fewestRowsOfADevice: 0 });
  }, 60_000);
});

describe('an enrichment that was interrupted', () => {
  test('is completed by the next one, and by no row more', async () => {
    const data = foreignData();
    const workspace = mkdtempSync(join(tmpdir(), 'work '));
    const duckdb = await engines.duckdb.open(workspace, recordingTask());
    const context = {
      data,
      workspace,
      params: {},
      config: scenario.config.parse({}),
      engines: { duckdb } as never,
      publish: () => {},
      task: recordingTask(),
    };
    const facts: Record<string, unknown> = {};
    const run = async (id: string) => {
      const step = scenario.rehearsal.steps[id];
      const stepped = id === 'rates-to-parquet' ? step?.standIn : step;
      const found = await stepped?.run({ ...context, fact: (name) => facts[name] as string });
      for (const [name, value] of Object.entries(found ?? {})) facts[`${id}.${name}`] = value;
    };
    for (const id of ['raw', 'crawl-raw', 'readings-to-parquet', 'locations-to-parquet', 'mappings-to-parquet', 'rates-to-parquet', 'crawl-rates'])
      await run(id);
    const [first] = statements.enrich.executions({ loc_id: foreign.hub, date_from: String(facts['raw.from']), date_to: String(facts['raw.to']) });
    await duckdb.write(statements.enrich, readFileSync(workload('glue-athena-data-lake', 'sql', statements.enrich.file), 'utf8'), first);

    await run('enrich');

    expect([facts['enrich.rows'], facts['enrich.kwh']]).toEqual([facts['raw.expectedRows'], facts['raw.expectedKwh']]);
    await duckdb.close();
  }, 60_000);
});

describe('with Spark', () => {
  const spark = (answer: string, calls: string[][]): EngineModule<SparkEngine> => ({
    ...noSpark,
    find: async () => 'PySpark',
    open: async () => ({
      async submit(program, args) {
        calls.push([program, ...args]);
        return answer;
      },
      async close() {},
    }),
  });

  test('the program is told folders in the words of Hadoop, spaces and all', async () => {
    const calls: string[][] = [];
    const data = foreignData();
    const { step, workspace } = await rehearse(data, {}, spark('starting\n72 rates written to somewhere\n', calls));
    expect(step('rates-to-parquet')).toMatchObject({ state: 'passed', facts: { rows: 72 } });
    expect(calls).toEqual([
      [
        workload('glue-athena-data-lake', 'jobs', 'rates_xml_to_parquet.py'),
        '--s3_output_path',
        `file://${workspace}/electricity_rates_parquet`,
        '--source_path',
        `file://${data}/electricity_rates_xml`,
      ],
    ]);
  });

  test('a program that does not say what it wrote has written nothing', async () => {
    const { failures } = await rehearse(foreignData(), {}, spark('done', []));
    expect(failures('given')).toContainEqual(expect.objectContaining({ fact: 'rates-to-parquet.rows', got: 0, expected: 72 }));
  });
});

test('readings in the folder of a day far away are found out', async () => {
  const data = foreignData();
  renameSync(join(data, 'smart_hub_data_json', 'dt=2024-04-02'), join(data, 'smart_hub_data_json', 'dt=2024-05-02'));
  const { failures, step } = await rehearse(data);
  expect(failures('given').map(({ fact, got }) => [fact, got])).toEqual([['raw.misfiled', 96]]);
  expect(step('enrich').facts['rows']).toBe(step('raw').facts['expectedRows']);
});

describe('what cannot be rehearsed is refused with what to do', () => {
  const refusal = async (data: string, params = {}) => {
    const { steps } = await rehearse(data, params);
    return steps.find(({ state }) => state === 'failed')?.error;
  };
  const LINE = '{"loc_id":"a","ts":1,"data":{}}\n';

  test.each<[string, Record<string, string>, Record<string, string>, RegExp]>([
    ['a folder that is no lake', { 'readme.txt': '' }, {}, /the data has no folder smart_hub_data_json/],
    [
      'a reading that is none',
      { 'smart_hub_data_json/dt=2024-01-01/a.json': `${LINE}{"loc_id":` },
      {},
      /line 2 of .*a\.json is not what it should be/,
    ],
    ['a file outside of the partitions', { 'smart_hub_data_json/a.json': LINE }, {}, /a file lies in no folder dt=/],
    [
      'malformed XML',
      {
        'smart_hub_data_json/dt=2024-01-01/a.json': LINE,
        'sensor_mappings_json/state=or/a.json': '',
        'smart_hub_locations_csv/state=or/a.csv': 'lon\n',
        'electricity_rates_xml/bad.xml': '<root><row></root>',
      },
      {},
      /the rates in .*bad\.xml cannot be read/,
    ],
    [
      'a rate that is no number',
      {
        'smart_hub_data_json/dt=2024-01-01/a.json': LINE,
        'sensor_mappings_json/state=or/a.json': '',
        'smart_hub_locations_csv/state=or/a.csv': 'lon\n',
        'electricity_rates_xml/bad.xml': '<root><row><rate>dear</rate></row></root>',
      },
      {},
      /rate is not a number: 'dear'/,
    ],
    [
      'data in which no hub has an address',
      {
        'smart_hub_data_json/dt=2024-01-01/a.json': LINE,
        'sensor_mappings_json/state=or/a.json': '',
        'smart_hub_locations_csv/state=or/a.csv': 'lon\n',
        'electricity_rates_xml/a.xml': '<root/>',
      },
      {},
      /no hub has readings, an address and mappings in the same state/,
    ],
    [
      'a hub in a time zone that nobody knows',
      {
        'smart_hub_data_json/dt=2024-01-01/a.json': LINE,
        'sensor_mappings_json/state=or/a.json': '{"loc_id":"a","id":"s_01"}\n',
        'smart_hub_locations_csv/state=or/a.csv': 'lon\n,,,,,,,,,,a,America/Nowhere\n',
        'electricity_rates_xml/a.xml': '<root/>',
      },
      {},
      /the hub a is in no time zone that is known; 'America\/Nowhere'/,
    ],
  ])('%s', async (_, files, params, message) => {
    const { problem = '', got = '', fix } = (await refusal(folderOf(files), params)) ?? {};
    expect(`${problem}; ${got}`).toMatch(message);
    expect(fix).toBeTruthy();
  });

  test('a hub without readings, and days in the wrong order', async () => {
    const data = foreignData();
    await expect(refusal(data, { hub: '0000000000000000' })).resolves.toMatchObject({
      got: '0000000000000000',
      allowed: expect.stringContaining(foreign.hub),
    });
    await expect(refusal(data, { from: '2024-04-02', to: '2024-04-01' })).resolves.toMatchObject({ got: '2024-04-02 to 2024-04-01' });
    rmSync(data, { recursive: true });
  });
});

test('the parameters of a rehearsal are checked', () => {
  const { params } = scenario.rehearsal;
  expect(params.safeParse({}).data).toEqual({ dailyBudget: 6 });
  for (const wrong of [{ hub: 'xyz' }, { from: '2019-02-30' }, { dailyBudget: '0' }, { dailyBudget: 'much' }])
    expect(params.safeParse(wrong).success).toBe(false);
});
