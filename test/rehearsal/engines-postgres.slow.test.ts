import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { z } from 'zod';
import type { PostgresEngine, PostgresServers } from '../../lib/rehearsal/engine';
import { postgres } from '../../lib/rehearsal/engines/postgres';
import { postgresServer } from '../../lib/rehearsal/engines/postgres-server';
import { inTransaction, onlyValue } from '../../workloads/postgres/session';
import { recordingTask } from '../support/task';

jest.setTimeout(120_000);

describe('PostgreSQL in this process', () => {
  let engine: PostgresEngine;
  beforeAll(async () => {
    engine = await postgres.open('', recordingTask());
  });
  afterAll(() => engine.close());

  test('is found without being opened', async () => {
    await expect(postgres.find()).resolves.toMatch(/^\d+\.\d+\.\d+|installed$/);
  });

  behavesAsPostgres(() => engine);
});

describe('PostgreSQL with a replica', () => {
  let servers: PostgresServers | undefined;
  const before = readdirSync(tmpdir());
  const task = recordingTask();
  beforeAll(async () => {
    if ((await postgresServer.find()) !== undefined) servers = await postgresServer.open('', task);
    else console.warn(`skipped: ${postgresServer.install}`);
  });
  const onServers = (name: string, work: (servers: PostgresServers) => Promise<void>) => test(name, async () => servers && work(servers));

  behavesAsPostgres(() => servers?.primary);

  onServers('says what it does', async () => {
    expect(task.lines).toEqual(['making a primary', 'making a replica of it']);
  });

  onServers('the replica follows, and only reads', async ({ primary, replica, caughtUp }) => {
    await primary.execute('CREATE TABLE followed AS SELECT 1 AS n');
    expect(await caughtUp()).toBeGreaterThanOrEqual(0);
    expect(await onlyValue(replica.session, 'SELECT n FROM followed')).toBe(1);
    await expect(replica.execute('INSERT INTO followed VALUES (2)')).rejects.toMatchObject({
      refusal: { got: 'cannot execute INSERT in a read-only transaction' },
    });
  });

  onServers('listens on the loopback address alone, and lets nobody in without the password', async ({ primary }) => {
    expect(await onlyValue(primary.session, 'SHOW listen_addresses')).toBe('127.0.0.1');
    expect(await onlyValue(primary.session, "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method NOT IN ('scram-sha-256', 'reject')")).toBe(0);
  });

  onServers('is gone when it is closed, with its files', async (running) => {
    const port = await onlyValue(running.primary.session, 'SHOW port');
    await running.close();
    const left = readdirSync(tmpdir()).filter((name) => name.startsWith('stagecraft-postgres-') && !before.includes(name));
    expect(left).toEqual([]);
    await expect(fetch(`http://127.0.0.1:${String(port)}/`)).rejects.toThrow();
  });

  onServers('stops at once when it is told to, and leaves nothing', async () => {
    const stopped = recordingTask();
    stopped.abort();
    await expect(postgresServer.open('', stopped)).rejects.toThrow(/abort/i);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('stagecraft-postgres-') && !before.includes(name))).toEqual([]);
  });
});

/** What every PostgreSQL of a rehearsal does; each test makes its own table. */
function behavesAsPostgres(engineOf: () => PostgresEngine | undefined): void {
  const onEngine = (name: string, work: (engine: PostgresEngine) => Promise<void>) =>
    test(name, async () => {
      const engine = engineOf();
      if (engine) await work(engine);
    });

  onEngine('binds values with any content', async (engine) => {
    const text = "a' OR '1'='1";
    await expect(engine.select(z.object({ text: z.string() }), 'SELECT $text::text AS text', { text })).resolves.toEqual([{ text }]);
  });

  onEngine('numbers are numbers, truths are truths, everything else is text', async ({ session }) => {
    const sql = `SELECT 1::smallint, 9007199254740991::bigint, 4.99::numeric(4, 2), 0.5::float8, true, NULL::text,
      DATE '2017-01-02', TIMESTAMPTZ '2017-01-02 03:04:05+00', ARRAY['a', 'b'], 'x'::char(3), '{"a": 1}'::jsonb, '\\x00ff'::bytea`;
    expect((await session.query(sql)).rows).toEqual([
      [1, 9_007_199_254_740_991, 4.99, 0.5, true, null, '2017-01-02', '2017-01-02 03:04:05+00', '{a,b}', 'x  ', '{"a": 1}', '\\x00ff'],
    ]);
  });

  onEngine('refuses rows that do not match the schema', async (engine) => {
    await expect(engine.select(z.object({ n: z.string() }), 'SELECT 1 AS n')).rejects.toThrow(/expected string/);
  });

  onEngine('an invalid statement fails with the reason', async (engine) => {
    await expect(engine.execute('SELECT nothing FROM nowhere')).rejects.toMatchObject({
      refusal: { problem: 'PostgreSQL refused a statement', got: expect.stringContaining('nowhere') },
    });
  });

  onEngine('copies rows, also into names that need quotes, and refuses all of them when one is wrong', async ({ session }) => {
    await session.run('CREATE TABLE "copied ""rows" (n integer, "the text" text)');
    const target = { table: 'copied "rows', columns: ['n', 'the text'] };
    await expect(session.copy(target, ['1\ta\\tb\n', '2\t\\N\n'])).resolves.toBe(2);
    await expect(session.copy(target, ['3\tc\n', 'four\td\n'])).rejects.toThrow(/invalid input syntax for type integer: "four"/);
    expect((await session.query('SELECT * FROM "copied ""rows" ORDER BY n')).rows).toEqual([
      [1, 'a\tb'],
      [2, null],
    ]);
  });

  onEngine('a transaction that fails leaves nothing', async ({ session }) => {
    const work = inTransaction(session, async () => {
      await session.run('CREATE TABLE half AS SELECT 1 AS n');
      await session.query('SELECT 1 / 0');
    });
    await expect(work).rejects.toThrow(/division by zero/);
    expect(await onlyValue(session, "SELECT to_regclass('half')::text")).toBeNull();
  });
}
