import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { versions } from 'stagecraft-constructs/versions';
import { type DoctorContext, type DoctorOptions, examine } from '../../lib/actions/doctor';
import type { Aws } from '../../lib/aws/aws';
import { ConfigError } from '../../lib/errors';
import type { EngineModules } from '../../lib/rehearsal/engine-room';
import { engineModules } from '../rehearsal/engines';

const out = mkdtempSync(join(tmpdir(), 'doctor-'));
const target = { account: '111122223333', region: 'eu-west-1', principal: 'arn:aws:iam::111122223333:user/me' };
const noCredentials = () => Promise.reject(new ConfigError({ problem: 'no credentials were found', fix: 'aws configure' }));

/** Engines that are all there, whatever this machine has; DuckDB and Spark answer for themselves. */
function installed({ duckdb, spark, ...others }: EngineModules): EngineModules {
  const there = Object.entries(others).map(([id, engine]) => [id, { ...engine, find: async () => '1.0' }]);
  return { duckdb, spark, ...(Object.fromEntries(there) as typeof others) };
}

function context(over: Partial<DoctorContext> = {}): DoctorContext {
  return {
    engines: installed(engineModules([], { version: '3.5' })),
    connect: async () => ({ target }) as Aws,
    node: '24.1.0',
    today: '2026-11-21',
    versions: [{ name: 'Runtime', version: 'nodejs24.x', endOfSupport: '2028-04-30', source: 'https://example.com' }],
    ...over,
  };
}

async function diagnose(subject: string, over: Partial<DoctorContext> = {}, options: DoctorOptions = {}) {
  const { diagnoses, healthy } = await examine({ out, ...options }, context(over));
  return { healthy, ...diagnoses.find((diagnosis) => diagnosis.subject === subject) };
}

test('finds nothing wrong where nothing is', async () => {
  const { duckdb: _, spark: __, ...rest } = engineModules([]);
  const others = Object.values(rest);
  const { healthy, diagnoses } = await examine({ out }, context());

  expect(healthy).toBe(true);
  expect(diagnoses.map(({ subject, state, description }) => [subject, state, description])).toEqual([
    ['Node', 'ok', '24.1.0'],
    ['output folder', 'ok', expect.stringContaining('is writable')],
    ['DuckDB', 'ok', expect.stringMatching(/\d\.\d/)],
    ['Apache Spark', 'ok', '3.5'],
    ...others.map(({ title }) => [title, 'ok', '1.0']),
    ['AWS account', 'ok', '111122223333 in eu-west-1 as arn:aws:iam::111122223333:user/me'],
    ['version pins', 'ok', '1, all supported until 2027-02-19 at least'],
  ]);
});

test.each([
  ['18.20.1', 'broken'],
  ['20.18.3', 'broken'],
  ['20.19.0', 'note'],
  ['21.7.0', 'broken'],
  ['22.11.0', 'broken'],
  ['22.12.0', 'ok'],
  ['23.1.0', 'ok'],
  ['26.0.0', 'ok'],
  ['27.0.0', 'note'],
])('Node %s is %s', async (node, state) => {
  expect(await diagnose('Node', { node })).toMatchObject({ state, healthy: state !== 'broken' });
});

test('Node 20 was not past its end before its end', async () => {
  expect(await diagnose('Node', { node: '20.19.0', today: '2026-04-01' })).toMatchObject({ state: 'ok' });
});

describe('the output folder', () => {
  test('need not exist, and is not made', async () => {
    expect(await diagnose('output folder', {}, { out: join(out, 'a', 'b') })).toMatchObject({ state: 'ok' });
    expect(readdirSync(out)).toEqual([]);
  });

  test('is `out` below the working folder unless another is named', async () => {
    expect(await diagnose('output folder', {}, { out: undefined })).toMatchObject({ state: 'ok', description: 'out is writable' });
    expect(await diagnose('output folder', {}, { out: process.cwd() })).toMatchObject({ state: 'ok', description: '. is writable' });
  });

  test('is broken below a file', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'doctor-')), 'file');
    writeFileSync(file, '');

    expect(await diagnose('output folder', {}, { out: join(file, 'out') })).toMatchObject({
      state: 'broken',
      healthy: false,
      fix: expect.stringContaining('--out'),
    });
  });
});

describe('a missing engine', () => {
  const missing = { engines: engineModules([]) };

  test('is a note with its install command', async () => {
    expect(await diagnose('Apache Spark', missing)).toMatchObject({ state: 'note', healthy: true, fix: 'pip install pyspark' });
  });

  test('is broken for a scenario that has nothing in its place', async () => {
    const duckdb = { ...missing.engines.duckdb, title: 'DuckDB', install: 'npm install duck', find: async () => undefined };
    const found = await diagnose('DuckDB', { engines: { ...missing.engines, duckdb } }, { scenario: 'glue-athena-data-lake' });

    expect(found).toMatchObject({ state: 'broken', healthy: false, fix: 'npm install duck' });
  });
});

describe('the programs that work on a cluster', () => {
  const versionsOf = (kubectl: () => Promise<string>) => ({ programs: { kubectl, helm: async () => '3.19.0' } });
  const examined = async (over: Partial<DoctorContext>, scenario = 'istio-grpc') => {
    const { diagnoses, healthy } = await examine({ out, scenario }, context(over));
    return { healthy, programs: diagnoses.filter(({ subject }) => ['kubectl', 'helm'].includes(subject)) };
  };

  test('are told with their versions', async () => {
    expect(await examined(versionsOf(async () => '1.34.1'))).toMatchObject({
      programs: [
        { subject: 'kubectl', state: 'ok', description: '1.34.1' },
        { subject: 'helm', state: 'ok', description: '3.19.0' },
      ],
    });
  });

  test.each([
    ['missing', undefined, 'kubectl is missing; only needed for --cluster and inside the cluster'],
    ['too old', '1.20.0', 'kubectl is too old (1.20.0); only needed for --cluster and inside the cluster'],
  ])('stand in the way of nothing when one is %s', async (state, got, description) => {
    const refuse = () => Promise.reject(new ConfigError({ problem: `kubectl is ${state}`, got, fix: 'install one' }));

    expect(await examined(versionsOf(refuse))).toMatchObject({
      healthy: true,
      programs: [{ state: 'note', description, fix: 'install one' }, { state: 'ok' }],
    });
  });

  test('are looked for on the PATH', async () => {
    const { PATH: path } = process.env;
    process.env['PATH'] = '/nowhere';
    try {
      expect(await examined({})).toMatchObject({
        healthy: true,
        programs: [
          { subject: 'kubectl', state: 'note', fix: expect.stringContaining('kubernetes.io') },
          { subject: 'helm', state: 'note', fix: expect.stringContaining('helm.sh') },
        ],
      });
    } finally {
      process.env['PATH'] = path;
    }
  });

  test('are not looked for where nothing needs a cluster', async () => {
    expect(await examined({}, 'glue-athena-data-lake')).toMatchObject({ programs: [] });
  });

  test('leave a bug a bug', async () => {
    await expect(examined(versionsOf(() => Promise.reject(new TypeError('x is not a function'))))).rejects.toThrow(TypeError);
  });
});

describe('the account', () => {
  test('is a note when there are no credentials', async () => {
    const found = await diagnose('AWS account', { connect: noCredentials });

    expect(found).toMatchObject({
      state: 'note',
      healthy: true,
      description: 'no credentials were found; only needed to deploy',
      fix: 'aws configure',
    });
  });

  test.each([{ profile: 'work' }, { region: 'eu-west-1' }])('is broken when %o was asked for and does not work', async (options) => {
    expect(await diagnose('AWS account', { connect: noCredentials }, options)).toMatchObject({ state: 'broken', healthy: false });
  });

  test('is told with what was refused', async () => {
    const connect = () => Promise.reject(new ConfigError({ problem: 'there is no such profile', got: 'work', fix: 'aws configure' }));

    expect(await diagnose('AWS account', { connect }, { profile: 'work' })).toMatchObject({
      state: 'broken',
      description: 'there is no such profile (work)',
    });
  });

  test('reports a custom endpoint', async () => {
    const connect = async () => ({ target: { ...target, endpoint: 'http://127.0.0.1:4566' } }) as Aws;

    expect(await diagnose('AWS account', { connect })).toMatchObject({ description: expect.stringContaining('at http://127.0.0.1:4566') });
  });

  test('is not waited for without end', async () => {
    const connect = () => new Promise<Aws>(() => {});

    expect(await diagnose('AWS account', { connect, timeoutMs: 10 })).toMatchObject({ state: 'note', description: 'no response within 0.01 s' });
    expect(await diagnose('AWS account', { connect, timeoutMs: 10 }, { region: 'eu-west-1' })).toMatchObject({ state: 'broken', healthy: false });
  });

  test('leaves a bug a bug', async () => {
    const connect = () => Promise.reject(new TypeError('undefined is not a function'));

    await expect(examine({ out }, context({ connect }))).rejects.toThrow(TypeError);
  });
});

describe('a version pin', () => {
  const pin = (endOfSupport?: string) => [{ name: 'Glue', version: '5.1', endOfSupport, source: 'https://example.com/glue' }];

  test.each([
    ['2026-11-20', '5.1 left support on 2026-11-20'],
    ['2026-11-21', '5.1 leaves support on 2026-11-21'],
    ['2027-02-19', '5.1 leaves support on 2027-02-19'],
  ])('that ends on %s is a note', async (end, description) => {
    expect(await diagnose('Glue', { versions: pin(end) })).toMatchObject({
      state: 'note',
      description,
      healthy: true,
      fix: expect.stringContaining('https://example.com/glue'),
    });
  });

  test('is looked for among those of the constructs', async () => {
    expect(await diagnose('version pins', { versions: undefined, today: '2020-01-01' })).toMatchObject({
      description: `${versions.length}, all supported until 2020-03-31 at least`,
    });
  });

  test.each(['2027-02-20', undefined])('that ends on %s is fine', async (end) => {
    expect(await diagnose('version pins', { versions: pin(end) })).toMatchObject({ state: 'ok' });
  });
});
