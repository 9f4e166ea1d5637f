import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConnectionRefused } from '../../../workloads/postgres/connection';
import { inTransaction, type Rows, type Session } from '../../../workloads/postgres/session';
import { ask, QuestionRefused, savedQuery } from '../../../workloads/rds-postgres/ask';
import { main } from '../../../workloads/rds-postgres/local/verify';
import { connectionIn, sectionsIn, serviceFile } from '../../../workloads/rds-postgres/profile';
import { connectionTo, hostOf, settingsInEnvironment } from '../../../workloads/rds-postgres/servers';
import { positionOf, queries, targetsOf, UnknownTarget } from '../../../workloads/rds-postgres/statements';
import { textOf } from '../../support/files';

/** A session that records its statements. */
function recordingSession(answer: (sql: string) => Rows = () => ({ columns: [], rows: [] })): Session & { readonly said: string[] } {
  const said: string[] = [];
  return {
    said,
    async query(sql, values = []) {
      said.push(values.length > 0 ? `${sql} <- ${values.join(', ')}` : sql);
      return answer(sql);
    },
    async run(sql) {
      said.push(sql);
    },
    copy: async () => 0,
    close: async () => {},
  };
}

describe('a service file', () => {
  const text = serviceFile([
    { name: 'primary', settings: { host: 'a', port: '6000', dbname: 'pagila', user: 'me', sslmode: undefined } },
    { name: 'replica', settings: { host: 'b', dbname: 'pagila', user: 'me' } },
  ]);

  test('a service file survives a round trip', () => {
    expect(text).toBe('[primary]\nhost=a\nport=6000\ndbname=pagila\nuser=me\n\n[replica]\nhost=b\ndbname=pagila\nuser=me\n');
    expect(connectionIn(text, 'it', 'primary')).toMatchObject({ host: 'a', port: 6_000, database: 'pagila', user: 'me' });
    expect(connectionIn(text, 'it', 'replica')).toMatchObject({ host: 'b', port: 5_432 });
  });

  test('ignores comments and empty lines', () => {
    expect(sectionsIn('# mine\n\n[a]\r\nhost = b \r\n', 'it')).toEqual([{ name: 'a', settings: { host: 'b' } }]);
  });

  test('acceptance 12: names a missing section and the existing ones', () => {
    expect(() => connectionIn(text, 'pg_service.conf', 'docker')).toThrow(
      'pg_service.conf has no section docker; it has: primary, replica; name one of them, or add it',
    );
  });

  test.each([
    ['a setting before any section', 'host=a', 1],
    ['a setting that is unknown', '[a]\ncolour=red', 2],
    ['text', '[a]\nhost=b\nsecret words', 3],
  ])('refuses %s with its line number, without showing the line', (_, bad, line) => {
    expect(() => sectionsIn(bad, 'it')).toThrow(new RegExp(`^line ${line} of it is not a supported setting`));
    expect(() => sectionsIn(bad, 'it')).not.toThrow(/secret words|red/);
  });
});

describe('the program that runs the tests of a client', () => {
  async function verified(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const lines: string[] = [];
    const code = await main({ args, env, print: (line) => lines.push(line) });
    return { code, text: lines.join('\n') };
  }

  test.each([[[]], [['--replica']], [['--service']], [['--service', 'a', 'b']], [['a', 'b']]])('%j: prints the usage', async (args) => {
    await expect(verified(args)).resolves.toEqual({
      code: 2,
      text: expect.stringMatching(/^usage: verify\.js <connection string \| --service name>/),
    });
  });

  test('acceptance 12: an unknown section exits with 1, and is named', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'service ')), 'pg_service.conf');
    writeFileSync(file, '[primary]\nhost=localhost\ndbname=pagila\nuser=me\n');
    const { code, text } = await verified(['--service', 'docker'], { PGSERVICEFILE: file });
    expect(code).toBe(1);
    expect(text).toBe(`error  ${file} has no section docker; it has: primary; name one of them, or add it`);
  });

  test('names a missing service file', async () => {
    await expect(verified(['--service', 'x'], { PGSERVICEFILE: '/nowhere/it' })).resolves.toEqual({
      code: 1,
      text: expect.stringContaining('the service file /nowhere/it cannot be read'),
    });
  });

  test('without PGSERVICEFILE reads the service file that configure writes to the current folder', async () => {
    await expect(verified(['--service', 'primary'])).resolves.toEqual({
      code: 1,
      text: 'error  the service file pg_service.conf cannot be read; write it with the job configure, and name it as PGSERVICEFILE',
    });
  });

  test('acceptance 14: refuses RDS without TLS', async () => {
    const { code, text } = await verified(['postgresql://me@demo.abc.us-east-1.rds.amazonaws.com/pagila?sslmode=disable']);
    expect(code).toBe(1);
    expect(text).toContain('would reach RDS without TLS');
  });

  test('names an unreachable server, without the password', async () => {
    const { code, text } = await verified(['postgresql://me@127.0.0.1:9/pagila'], { PGPASSWORD: 'hunter2' });
    expect(code).toBe(1);
    expect(text).toMatch(/^error {2}no connection to pagila on 127\.0\.0\.1:9 as me; .*connection refused: start the server/);
    expect(text).not.toContain('hunter2');
  });
});

describe('a saved query', () => {
  test('runs with bound values in a read-only session with a statement timeout', async () => {
    const session = recordingSession();
    await ask(session, { query: 'movies', values: { limit: 3 }, explain: false }, 'SELECT 1 LIMIT $limit');
    expect(session.said).toEqual(['SET default_transaction_read_only = on; SET statement_timeout = 120000', 'SELECT 1 LIMIT $1 <- 3']);
  });

  test('can be explained', async () => {
    const session = recordingSession();
    await ask(session, { query: 'movies', values: { limit: null }, explain: true }, 'SELECT 1 LIMIT $limit');
    expect(session.said[1]).toMatch(/^EXPLAIN \(ANALYZE, BUFFERS\) SELECT 1 LIMIT \$1/);
  });

  test.each([
    ['films', {}, /there is no saved query films; there are: movies, /],
    ['toString', {}, /there is no saved query toString/],
    ['movies', {}, /movies needs limit; allowed: limit/],
    ['balance', { limit: 1 }, /balance needs at; allowed: limit, at/],
    ['tables', { limit: 1 }, /tables has no parameter limit; allowed: no parameters/],
  ])('refuses %s with %j', async (query, values, message) => {
    const session = recordingSession();
    await expect(ask(session, { query, values, explain: false }, '')).rejects.toThrow(message);
    await expect(ask(session, { query, values, explain: false }, '')).rejects.toBeInstanceOf(QuestionRefused);
    expect(session.said).toEqual([]);
  });

  test.each(Object.entries(queries))('%s: its file uses exactly its parameters', (name, { file, parameters }) => {
    const text = textOf(`workloads/rds-postgres/sql/queries/${file}`);
    expect([...new Set([...text.matchAll(/\$(\w+)/g)].map(([, parameter]) => parameter))].sort()).toEqual([...parameters].sort());
    expect(savedQuery(name).summary).not.toMatch(/\.$/);
  });
});

describe('servers', () => {
  test('targets are named, the primary first', () => {
    expect(targetsOf(0)).toEqual(['primary']);
    expect(targetsOf(3)).toEqual(['primary', 'replica', 'replica-2', 'replica-3']);
    expect(positionOf('replica-2', 2)).toBe(2);
    expect(hostOf('replica', ['a', 'b'])).toBe('b');
  });

  test('acceptance 12: names an unknown target', () => {
    expect(() => positionOf('docker', 1)).toThrow('there is no target docker; allowed: primary, replica');
    expect(() => positionOf('replica', 0)).toThrow(UnknownTarget);
  });

  test('a function verifies certificate and host name of its servers', () => {
    const settings = settingsInEnvironment({ HOSTS: 'a,b', DATABASE: 'pagila', DATABASE_USER: 'reader' });
    expect(connectionTo('replica', settings, 'token')).toEqual({
      host: 'b',
      port: 5_432,
      database: 'pagila',
      user: 'reader',
      password: 'token',
      sslmode: 'verify-full',
    });
    expect(() => settingsInEnvironment({ HOSTS: 'a' })).toThrow('the environment has no DATABASE');
  });
});

describe('a transaction', () => {
  test('commits when its work is done', async () => {
    const session = recordingSession();
    await expect(inTransaction(session, async () => 5)).resolves.toBe(5);
    expect(session.said).toEqual(['BEGIN', 'COMMIT']);
  });

  test('rolls back on failure, and reports the first error, also when the connection is lost', async () => {
    const session = recordingSession();
    const broken: Session = { ...session, run: async (sql) => (sql === 'ROLLBACK' ? Promise.reject(new Error('gone')) : session.run(sql)) };
    const fail = async () => {
      throw new ConnectionRefused('first');
    };
    await expect(inTransaction(session, fail)).rejects.toThrow('first');
    expect(session.said).toEqual(['BEGIN', 'ROLLBACK']);
    await expect(inTransaction(broken, fail)).rejects.toThrow('first');
  });
});
