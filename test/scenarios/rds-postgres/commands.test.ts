import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { data } from '../../../lib/scenarios/rds-postgres/data';
import { jobs } from '../../../lib/scenarios/rds-postgres/jobs';
import { queries } from '../../../lib/scenarios/rds-postgres/queries';
import { partitions, tables } from '../../../workloads/rds-postgres/catalog';
import { connectionIn } from '../../../workloads/rds-postgres/profile';
import { type Cloud, CONTRACT, deployed } from './deployed';

const folder = () => mkdtempSync(join(tmpdir(), 'rds '));
const running = { method: undefined, wait: true };

type JobName = keyof typeof jobs;

async function run(name: JobName, params: Record<string, unknown> = {}, cloud: Cloud = {}, overrides = {}) {
  const { asked, context } = deployed(cloud, overrides);
  const job = jobs[name];
  return { asked, facts: await job.run({ ...context, ...running, env: {}, params: job.params?.parse(params) as never }) };
}

async function ask(name: keyof typeof queries, params: Record<string, unknown> = {}, cloud: Cloud = {}, overrides = {}) {
  const { asked, context } = deployed(cloud, overrides);
  const query = queries[name];
  return { asked, table: await query.run({ ...context, params: query.params?.parse(params) as never }) };
}

const films = { columns: ['title', 'genre', 'released'], rows: [['A', 'Drama', 2006]] };

describe('load', () => {
  test('passes every file of the bucket to the loader once', async () => {
    const { asked, facts } = await run(
      'load',
      {},
      { keys: ['raw/film.tsv', 'raw/actor.tsv'], answer: () => ({ state: 'loaded', rows: 5, relations: 28 }) },
    );
    expect(asked).toEqual([
      ['list', 'data', 'raw/'],
      ['invoke', 'pagila-loader', { keys: ['raw/film.tsv', 'raw/actor.tsv'], replace: false }],
    ]);
    expect(facts).toEqual({ state: 'loaded', rows: 5, relations: 28 });
  });

  test('acceptance 11: a second load succeeds, and reports that the data is loaded', async () => {
    const { facts } = await run('load', {}, { keys: ['raw/film.tsv'], answer: () => ({ state: 'already loaded', rows: 46_273, relations: 28 }) });
    expect(facts).toMatchObject({ state: 'already loaded' });
  });

  test('replaces data only with the parameter', async () => {
    const { asked } = await run('load', { replace: 'true' }, { keys: ['raw/film.tsv'], answer: () => ({ state: 'loaded', rows: 5, relations: 28 }) });
    expect(asked[1]).toEqual(['invoke', 'pagila-loader', { keys: ['raw/film.tsv'], replace: true }]);
  });

  test('without data names the command that generates it, and invokes nothing', async () => {
    await expect(run('load')).rejects.toMatchObject({
      exitCode: 1,
      refusal: { problem: 'there is no data to load', got: 's3://data/raw/ is empty', fix: expect.stringContaining('data generate rds-postgres') },
    });
  });
});

describe('verify', () => {
  const passed = { description: 'the server answers', expected: '1', found: '1', passed: true };

  test('invokes the reader with the tests and their expected values', async () => {
    const { asked, facts } = await run(
      'verify',
      { target: 'replica', version: '17', rows: '46273' },
      { answer: () => ({ verified: [passed, passed] }) },
    );
    expect(asked).toEqual([['invoke', 'pagila-reader', { verify: { target: 'replica', version: '17', rows: 46_273 } }]]);
    expect(facts).toEqual({ target: 'replica', passed: 2 });
  });

  test('fails with all failed tests', async () => {
    const failed = { description: 'ten films are ten rows', expected: '10', found: '0', passed: false };
    await expect(run('verify', {}, { answer: () => ({ verified: [passed, failed] }) })).rejects.toMatchObject({
      refusal: { problem: '1 of 2 tests of the primary failed', got: 'ten films are ten rows: got 0, expected 10' },
    });
  });
});

describe('saved queries', () => {
  test('acceptance 9: movies requests as many rows as its limit, or all without one', async () => {
    const { asked, table } = await ask('movies', { limit: '10' }, { answer: () => films });
    expect(asked).toEqual([['invoke', 'pagila-reader', { ask: { target: 'primary', query: 'movies', values: { limit: 10 }, explain: false } }]]);
    expect(table).toEqual(films);
    expect((await ask('movies', {}, { answer: () => films })).asked[0]?.[2]).toMatchObject({ ask: { values: { limit: null } } });
  });

  test('acceptance 10: queries the replica if configured', async () => {
    const { asked } = await ask('movies', { target: 'replica', explain: 'true' }, { answer: () => films });
    expect(asked[0]?.[2]).toMatchObject({ ask: { target: 'replica', explain: true } });
  });

  test.each([
    ['a query', () => ask('movies', { target: 'staging' })],
    ['a job', () => run('verify', { target: 'staging' })],
  ])('acceptance 12: %s of an unknown target exits with 1, and names it and the known targets', async (_, work) => {
    await expect(work()).rejects.toMatchObject({ exitCode: 1, refusal: { got: "'staging'", allowed: 'primary, replica' } });
  });

  test('acceptance 12: known targets depend on the deployment', async () => {
    await expect(ask('movies', { target: 'replica' }, {}, { replicaInstances: [] })).rejects.toMatchObject({ refusal: { allowed: 'primary' } });
    const three = { replicaInstances: ['a', 'b', 'c'] };
    expect((await ask('movies', { target: 'replica-3' }, { answer: () => films }, three)).table).toEqual(films);
  });

  test.each([
    ['balance', { at: '2017-02-01', limit: '5' }, { at: '2017-02-01', limit: 5 }],
    ['search', { words: 'train' }, { words: 'train', limit: null }],
    ['sales-by-store', {}, {}],
  ] as const)('%s passes its parameters', async (name, params, values) => {
    expect((await ask(name, params, { answer: () => films })).asked[0]?.[2]).toMatchObject({ ask: { query: name, values } });
  });

  test.each([
    ['movies', { limit: '-1' }],
    ['movies', { limit: 'ten' }],
    ['balance', { at: 'June' }],
    ['search', { words: '' }],
  ] as const)('%s refuses %j', (name, params) => {
    expect(queries[name].params?.safeParse(params).success).toBe(false);
  });

  test('reports an invalid response as an error', async () => {
    await expect(ask('movies', {}, { answer: () => ({ rows: 3 }) })).rejects.toThrow();
  });

  test('instances shows role, zone and host', async () => {
    const instance = {
      id: 'demo-instance',
      state: 'available',
      engineVersion: '17.11',
      instanceClass: 'db.t4g.small',
      zone: 'us-east-1a',
      host: 'h',
      storageGiB: 20,
      multiAz: false,
      isPublic: false,
    };
    const { asked, table } = await ask(
      'instances',
      {},
      { instances: [instance, { ...instance, id: 'demo-replica', replicaOf: 'arn:aws:rds:us-east-1:1:db:demo-instance' }] },
    );
    expect(asked).toEqual([['instances', ['demo-instance', 'demo-replica']]]);
    expect(table.rows.map((row) => row.slice(0, 2))).toEqual([
      ['demo-instance', 'primary'],
      ['demo-replica', 'replica of demo-instance'],
    ]);
  });
});

describe('configure', () => {
  test('writes a section for each server, without passwords, for clients of the tunnel', async () => {
    const file = join(folder(), 'deep', 'pg_service.conf');
    const { facts } = await run('configure', { file });
    const text = readFileSync(file, 'utf8');

    expect(facts).toMatchObject({ file, sections: 'primary, replica' });
    expect(text).not.toMatch(/password/i);
    expect(text).toContain('hostaddr=127.0.0.1');
    expect(connectionIn(text, file, 'replica')).toMatchObject({
      host: CONTRACT.replicaHosts[0],
      port: 15_432,
      database: 'pagila',
      user: 'pagila_reader',
      sslmode: 'verify-full',
    });
  });
});

describe('data upload', () => {
  test('checks the data, then uploads a file for each table', async () => {
    const from = folder();
    const { asked, context } = deployed();
    await data.generate({ folder: from, params: data.params.parse({ scale: '0.01' }) as never, task: context.task });
    await expect(data.upload({ ...context, folder: from })).resolves.toMatchObject({ bucket: 'data', uploaded: 15, rows: expect.any(Number) });
    expect(asked).toEqual([['uploadFolder', from, 'data', 'raw/']]);
  });

  test('converts a dump of Pagila first', async () => {
    const from = folder();
    const blocks = tables.map(
      ({ name, columns }) =>
        `COPY ${name === 'payment' ? partitions[1] : name} (${columns.join(', ')}) FROM stdin;\n${columns.map(() => '1').join('\t')}\n\\.\n`,
    );
    writeFileSync(join(from, 'pagila-data.sql'), blocks.join(''));
    const { asked, context } = deployed();
    await expect(data.upload({ ...context, folder: from })).resolves.toMatchObject({ rows: 15 });
    expect(asked[0]?.[1]).not.toBe(from);
    expect(existsSync(String(asked[0]?.[1]))).toBe(false);
  });

  test('refuses invalid data before it uploads anything', async () => {
    const from = folder();
    writeFileSync(join(from, 'movies.tsv'), 'id\n');
    const { asked, context } = deployed();
    await expect(data.upload({ ...context, folder: from })).rejects.toMatchObject({
      refusal: { problem: 'the data cannot be loaded', got: expect.stringContaining('the table movies') },
    });
    expect(asked).toEqual([]);
  });

  test.each([{ scale: '0' }, { scale: '4' }, { seed: '-1' }, { seed: '1.5' }])('refuses %j', (params) => {
    expect(data.params.safeParse(params).success).toBe(false);
  });
});
