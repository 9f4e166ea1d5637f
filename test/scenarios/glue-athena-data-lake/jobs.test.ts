import { prepareJob } from '../../../lib/actions/run-job';
import { WorkError } from '../../../lib/errors';
import { jobs } from '../../../lib/scenarios/glue-athena-data-lake/jobs';
import { CONTRACT, FakeLake } from '../../support/fake-lake';
import { recordingTask } from '../../support/task';

const TABLES = [
  'electricity_rates_parquet',
  'electricity_rates_xml',
  'etl_output_parquet',
  'etl_tmp_output_parquet',
  'sensor_mappings_json',
  'sensor_mappings_parquet',
  'smart_hub_data_json',
  'smart_hub_data_parquet',
  'smart_hub_locations_csv',
  'smart_hub_locations_parquet',
];

/** The jobs in the order of the article, without the one that does it all and the one that the others contain. */
const IN_ORDER = ['crawl-raw', 'ctas', 'rates', 'crawl-rates', 'enrich', 'crawl-etl-tmp', 'compact', 'crawl-etl'] as const;

describe('acceptance 15: after all jobs the catalog has ten tables, each with a classification', () => {
  test('runs all jobs in order, and a second time', async () => {
    const lake = new FakeLake();
    for (const round of [1, 2]) {
      for (const name of IN_ORDER) await lake.run(jobs[name], { task: recordingTask() });

      expect({ round, tables: Object.keys(lake.classifications()).sort() }).toEqual({ round, tables: TABLES });
      expect(Object.values(lake.classifications()).every((classification) => classification !== undefined && classification !== '')).toBe(true);
    }
  });

  test('the pipeline sets the classification of CTAS tables', async () => {
    const lake = new FakeLake();
    for (const name of IN_ORDER) await lake.run(jobs[name], { task: recordingTask() });
    for (const table of lake.tables.values())
      if (table.Name !== 'electricity_rates_parquet' && table.Name?.endsWith('_parquet')) table.Parameters = {};
    lake.tables.set('etl_tmp_output_parquet', { Name: 'etl_tmp_output_parquet', Parameters: { classification: 'parquet' } });

    const facts = await lake.run(jobs.all, { task: recordingTask() });

    expect(facts).toMatchObject({ hub: 'b6a8d42425fde548', from: '2019-12-21', to: '2019-12-22', classified: 4, tables: 10 });
    expect(Object.values(lake.classifications()).every(Boolean)).toBe(true);
  });
});

describe('acceptance 13: refuses a malformed loc_id or date before any query starts', () => {
  test.each([
    [{ hub: 'b6a8d42425fde54' }, /parameters of \w+: hub is not valid; got "b6a8d42425fde54"; allowed: sixteen lower-case hexadecimal digits/],
    [{ hub: 'B6A8D42425FDE548' }, /hub is not valid/],
    [{ hub: "b6a8d42425fde548' OR 1=1" }, /hub is not valid/],
    [{ from: '21.12.2019' }, /from is not valid; got "21\.12\.2019"; allowed: a date such as 2019-12-21/],
    [{ to: '2019-02-30' }, /to is not valid/],
    [{ from: '2019-12-23', to: '2019-12-22' }, /to is not valid; got "2019-12-22"; allowed: a day that is not before from/],
  ])('%j', async (params, message) => {
    for (const job of ['enrich', 'all']) {
      await expect(prepareJob({ scenario: 'glue-athena-data-lake', job, params: params as Record<string, string> })).rejects.toThrow(message);
    }
  });
});

describe('enrich', () => {
  test('starts ten statements for the hub and the days, with bound values, and waits for them', async () => {
    const lake = new FakeLake();
    for (const name of ['ctas', 'rates', 'crawl-rates'] as const) await lake.run(jobs[name], { task: recordingTask() });
    const before = lake.queries.size;
    const task = recordingTask();

    const facts = await lake.run(jobs.enrich, { task, params: { hub: '08ae3df798df8b90', from: '2019-12-21', to: '2019-12-21' } });

    const inserts = [...lake.queries.values()].slice(before);
    expect(inserts).toHaveLength(10);
    expect(
      inserts.every(
        ({ sql, state }) => sql.startsWith('INSERT INTO etl_tmp_output_parquet') && !sql.includes('08ae3df798df8b90') && state === 'SUCCEEDED',
      ),
    ).toBe(true);
    expect(inserts.every(({ parameters }) => parameters.includes("'08ae3df798df8b90'") && parameters.includes("'2019-12-21'"))).toBe(true);
    expect(facts).toEqual({
      hub: '08ae3df798df8b90',
      from: '2019-12-21',
      to: '2019-12-21',
      queries: 10,
      bytesScanned: 10_000,
      seconds: 2,
      tables: 'etl_tmp_output_parquet',
      classified: 0,
    });
    expect(task.lines).toContain('0 of 10 queries done, 0 MB scanned');
  });

  test("fails with Athena's reason while the tables are missing, and leaves no query running", async () => {
    const lake = new FakeLake();

    await expect(lake.run(jobs.enrich, { task: recordingTask() })).rejects.toThrow(/failed; got TABLE_NOT_FOUND: /);
    expect([...lake.queries.values()].some(({ state }) => state === 'RUNNING')).toBe(false);
  });

  test('stops all ten queries on Ctrl-C', async () => {
    const lake = new FakeLake();
    lake.slowness = 100;
    const task = recordingTask();
    lake.onLook = () => task.abort();

    await expect(lake.run(jobs.enrich, { task })).rejects.toThrow(/abort/i);
    expect([...lake.queries.values()].map(({ state }) => state)).toEqual(Array(10).fill('CANCELLED'));
  });

  test('returns the ids of its queries with --no-wait', async () => {
    const lake = new FakeLake();

    const facts = await lake.run(jobs.enrich, { task: recordingTask(), wait: false });

    expect(facts).toMatchObject({ queries: Array.from({ length: 10 }, (_, index) => `q-${index + 1}`).join(', ') });
  });
});

describe('ctas', () => {
  test('creates three tables and sets their classification', async () => {
    const lake = new FakeLake();

    await expect(lake.run(jobs.ctas, { task: recordingTask() })).resolves.toEqual({
      queries: 3,
      bytesScanned: 3_000,
      seconds: 2,
      tables: 'smart_hub_data_parquet, smart_hub_locations_parquet, sensor_mappings_parquet',
      classified: 3,
    });
  });

  test('leaves running what the first functions started when a later one cannot be invoked, and stops it when one fails', async () => {
    const lake = new FakeLake();
    const { aws } = lake;
    let failure: Error = new Error('throttled');
    const invoke: typeof aws.lambda.invoke = async (name, payload, task) => {
      if (name === CONTRACT.mappingsFunction) throw failure;
      return aws.lambda.invoke(name, payload, task);
    };
    Object.defineProperty(lake, 'aws', { value: { ...aws, lambda: { invoke } } });

    await expect(lake.run(jobs.ctas, { task: recordingTask() })).rejects.toThrow(/queries .* of Athena may still run.*throttled/);
    expect([...lake.queries.values()].map(({ state }) => state)).toEqual(['RUNNING', 'RUNNING']);

    failure = new WorkError({ problem: 'function failed', fix: 'mend it' });
    await expect(lake.run(jobs.ctas, { task: recordingTask() })).rejects.toBe(failure);
    expect([...lake.queries.values()].map(({ state }) => state).slice(2)).toEqual(['CANCELLED', 'CANCELLED']);
  });

  test('refuses the response of a function of another version', async () => {
    const lake = new FakeLake();
    Object.defineProperty(lake, 'aws', { value: { ...lake.aws, lambda: { invoke: async () => ({ QueryExecutionId: 'q' }) } } });

    await expect(lake.run(jobs.ctas, { task: recordingTask() })).rejects.toThrow(
      /unexpected response of function .*; got \{"QueryExecutionId":"q"\}; stagecraft deploy/,
    );
  });
});

describe('rates', () => {
  test('waits for the Spark job', async () => {
    await expect(new FakeLake().run(jobs.rates, { task: recordingTask() })).resolves.toEqual({
      job: 'rates-xml-to-parquet',
      run: 'jr_1',
      seconds: 41,
    });
  });

  test('returns the run with --no-wait', async () => {
    await expect(new FakeLake().run(jobs.rates, { task: recordingTask(), wait: false })).resolves.toEqual({
      job: 'rates-xml-to-parquet',
      run: 'jr_1',
    });
  });
});

describe('crawls', () => {
  test('crawl-raw starts the four crawlers of the raw data', async () => {
    const lake = new FakeLake();

    await expect(lake.run(jobs['crawl-raw'], { task: recordingTask() })).resolves.toEqual({
      crawlers: 'smart-hub-data-json, smart-hub-sensor-mappings-json, smart-hub-locations-csv, smart-hub-rates-xml',
      seconds: 60,
      tablesCreated: 0,
      tablesUpdated: 4,
    });
    expect(lake.events.filter((event) => event.startsWith('crawl'))).toHaveLength(4);
  });

  test('keep running with --no-wait', async () => {
    const lake = new FakeLake();

    await expect(lake.run(jobs['crawl-rates'], { task: recordingTask(), wait: false })).resolves.toEqual({ crawlers: 'smart-hub-rates-parquet' });
  });

  test("fail with Glue's reason", async () => {
    await expect(new FakeLake().run(jobs['crawl-etl'], { task: recordingTask() })).rejects.toThrow(
      /crawler smart-hub-etl-output-parquet failed; got table etl_output_parquet not found/,
    );
  });

  test('are stopped on Ctrl-C', async () => {
    const lake = new FakeLake();
    lake.slowness = 100;
    const task = recordingTask();
    lake.onLook = () => lake.events.length === 4 && task.abort();

    await expect(lake.run(jobs['crawl-raw'], { task })).rejects.toThrow(/abort/i);
    expect(lake.events.filter((event) => event.startsWith('stop')).sort()).toEqual(CONTRACT.rawCrawlers.map((name) => `stop ${name}`).sort());
  });
});

describe('all', () => {
  test('passes hub and days to the pipeline, and returns the execution with --no-wait', async () => {
    const facts = await new FakeLake().run(jobs.all, { task: recordingTask(), wait: false, params: { hub: '1c7e1f7df752663e' } });

    expect(facts).toEqual({ execution: 'arn:execution {"loc_id":"1c7e1f7df752663e","date_from":"2019-12-21","date_to":"2019-12-22"}' });
  });

  test('stops the work of its states on Ctrl-C', async () => {
    const lake = new FakeLake();
    const { aws } = lake;
    const told: string[] = [];
    const tell = (what: string) => async () => {
      told.push(what);
      return [];
    };
    const task = recordingTask();
    Object.defineProperty(lake, 'aws', {
      value: {
        ...aws,
        athena: { ...aws.athena, stopAll: async (name: string) => tell(`queries of ${name}`)() },
        glue: { ...aws.glue, stopAll: tell('glue') },
      },
    });
    task.abort();

    await expect(lake.run(jobs.all, { task })).rejects.toThrow(/abort/i);
    expect(told).toEqual(['queries of smart-hub', 'queries of smart-hub-transforms', 'glue']);
  });
});
