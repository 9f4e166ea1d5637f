import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { accountOf } from '../../../lib/access';
import { workload } from '../../../lib/paths';
import { NO_NETWORK } from '../../../lib/rehearsal/answers';
import type { ProgramAws } from '../../../lib/rehearsal/aws-endpoint';
import { CallRecorder } from '../../../lib/rehearsal/calls';
import type { EngineModule, SparkEngine } from '../../../lib/rehearsal/engine';
import { engines } from '../../../lib/rehearsal/engines';
import { scenario } from '../../../lib/scenarios/glue-athena-data-lake/scenario';
import { SENSORS, statements } from '../../../workloads/glue-athena-data-lake/statements';
import { type Rehearsed, type RehearseOptions, rehearse, templatesOf } from '../../support/scenario';
import { recordingTask } from '../../support/task';
import { folderOf, foreign, foreignData } from './raw-files';

const rehearseLake = (data: string, options: RehearseOptions = {}) => rehearse('glue-athena-data-lake', data, { without: ['spark'], ...options });

describe('on files from another source', () => {
  let data: string;
  let run: Rehearsed;
  beforeAll(async () => {
    data = foreignData();
    run = await rehearseLake(data);
  });

  test('selects the hub with the most readings and all its local days', () => {
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

  test('computes the price of each quarter of an hour of nine days, also in the hour that DST repeats, without rows for quarters without readings', () => {
    // 9 days and an hour; s_02 is silent in every second quarter; s_11 is none of the ten.
    const readings = (9 * 24 + 1) * 4;
    expect(run.step('enrich').facts).toMatchObject({ rows: readings * 2.5, devices: 2, statements: SENSORS.length });
  });

  test('uses the rate of the local month', () => {
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

  test('keeps the rows of two devices with the same name and place, once each', () => {
    expect(run.step('enrich-again').facts).toMatchObject({ added: 0 });
    expect(run.step('enrich').facts).toMatchObject({ fewestRowsOfADevice: 868, mostRowsOfADevice: 868 + 434 });
  });

  test('takes another hub and other days', async () => {
    const other = await rehearseLake(data, { params: { hub: foreign.other, from: '2024-04-01', to: '2024-04-01' } });
    expect(other.failures('given')).toEqual([]);
    // Kolkata is five and a half hours ahead: the first of April ends at 18:30 UTC.
    expect(other.step('enrich').facts).toMatchObject({ rows: 18.5 * 4, states: 'wb', devices: 1 });
  });

  test('writes no row for days without a rate, and the others as usual', async () => {
    const without = await rehearseLake(data, { params: { from: '2023-01-01', to: '2023-01-02' } });
    expect(without.steps.filter(({ state }) => state === 'failed')).toEqual([]);
    expect(without.step('enrich').facts).toMatchObject({ rows: 0, devices: 0, fewestRowsOfADevice: 0 });
  });
});

describe('an interrupted enrichment', () => {
  test('is completed by the next one, without duplicate rows', async () => {
    const data = foreignData();
    const workspace = mkdtempSync(join(tmpdir(), 'work '));
    const duckdb = await engines.duckdb.open(workspace, recordingTask());
    const context = {
      data,
      workspace,
      params: {},
      config: scenario.config.parse({}),
      engines: { duckdb } as never,
      stage: 'dev',
      templates: [],
      templatesWith: async () => [],
      calls: new CallRecorder(),
      account: accountOf(
        Object.entries(templatesOf('glue-athena-data-lake')).map(([stackName, template]) => ({ stackName, template: template.toJSON() })),
      ),
      authorizerOf: () => Promise.reject(new Error('nothing judges requests here')),
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
  });
});

describe('with Spark', () => {
  const spark = (answer: string, calls: string[][], ask: (aws: ProgramAws) => Promise<void> = async () => {}): EngineModule<SparkEngine> => ({
    ...engines.spark,
    find: async () => 'PySpark',
    open: async () => ({
      async submit(program, args, _, { aws } = {}) {
        calls.push([program, ...args]);
        if (aws) await ask(aws);
        return answer;
      },
      async close() {},
    }),
  });

  test('passes the catalog table of the template to the program, whose location is the folder of the data, spaces included', async () => {
    const calls: string[][] = [];
    const found: unknown[] = [];
    const data = foreignData();
    const ask = async ({ environment }: ProgramAws) => {
      const glue = new GlueClient({ ...NO_NETWORK, endpoint: environment['AWS_ENDPOINT_URL'] });
      for (const Name of ['electricity_rates_xml', 'rates']) {
        const asked = glue.send(new GetTableCommand({ DatabaseName: 'smart_hub_data_catalog', Name }));
        found.push(await asked.then(({ Table }) => Table?.StorageDescriptor?.Location).catch((error: Error) => error.name));
      }
    };
    const { step, workspace } = await rehearseLake(data, {
      without: [],
      engines: { spark: spark('starting\n72 rates written to somewhere\n', calls, ask) },
    });
    expect(found).toEqual([`file://${data}/electricity_rates_xml`, 'EntityNotFoundException']);
    expect(step('rates-to-parquet')).toMatchObject({ state: 'passed', facts: { rows: 72 } });
    expect(calls).toEqual([
      [
        workload('glue-athena-data-lake', 'jobs', 'rates_xml_to_parquet.py'),
        ...['--source_glue_database', 'smart_hub_data_catalog', '--source_glue_table', 'electricity_rates_xml'],
        ...['--s3_output_path', `file://${workspace}/electricity_rates_parquet`],
      ],
    ]);
  });

  test('counts no rows for a program that does not report what it wrote', async () => {
    const { failures } = await rehearseLake(foreignData(), { without: [], engines: { spark: spark('done', []) } });
    expect(failures('given')).toContainEqual(expect.objectContaining({ fact: 'rates-to-parquet.rows', got: 0, expected: 72 }));
  });
});

test('detects readings in the folder of a distant day', async () => {
  const data = foreignData();
  renameSync(join(data, 'smart_hub_data_json', 'dt=2024-04-02'), join(data, 'smart_hub_data_json', 'dt=2024-05-02'));
  const { failures, step } = await rehearseLake(data);
  expect(failures('given').map(({ fact, got }) => [fact, got])).toEqual([['raw.misfiled', 96]]);
  expect(step('enrich').facts['rows']).toBe(step('raw').facts['expectedRows']);
});

describe('refuses invalid data and parameters', () => {
  const refusal = async (data: string, params = {}) => {
    const { steps } = await rehearseLake(data, { params });
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
      'a hub in an unknown time zone',
      {
        'smart_hub_data_json/dt=2024-01-01/a.json': LINE,
        'sensor_mappings_json/state=or/a.json': '{"loc_id":"a","id":"s_01"}\n',
        'smart_hub_locations_csv/state=or/a.csv': 'lon\n,,,,,,,,,,a,America/Nowhere\n',
        'electricity_rates_xml/a.xml': '<root/>',
      },
      {},
      /unknown time zone of hub a; 'America\/Nowhere'/,
    ],
  ])('%s', async (_, files, params, message) => {
    const { problem = '', got = '', fix } = (await refusal(folderOf(files), params)) ?? {};
    expect(`${problem}; ${got}`).toMatch(message);
    expect(fix).toBeTruthy();
  });

  test('refuses a hub without readings, and days in the wrong order', async () => {
    const data = foreignData();
    await expect(refusal(data, { hub: '0000000000000000' })).resolves.toMatchObject({
      got: '0000000000000000',
      allowed: expect.stringContaining(foreign.hub),
    });
    await expect(refusal(data, { from: '2024-04-02', to: '2024-04-01' })).resolves.toMatchObject({ got: '2024-04-02 to 2024-04-01' });
    rmSync(data, { recursive: true });
  });
});
