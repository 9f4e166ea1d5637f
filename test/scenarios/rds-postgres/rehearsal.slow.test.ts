import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgres } from '../../../lib/rehearsal/engines/postgres';
import { postgresServer } from '../../../lib/rehearsal/engines/postgres-server';
import { loadFolder } from '../../../lib/scenarios/rds-postgres/rehearsal/load';
import { askSaved } from '../../../lib/scenarios/rds-postgres/rehearsal/queries';
import { onlyValue } from '../../../workloads/postgres/session';
import { tables } from '../../../workloads/rds-postgres/catalog';
import { defaults, generate } from '../../../workloads/rds-postgres/generator';
import { expectReviewedCalls } from '../../support/recorded-calls';
import { type Rehearsed, rehearse, workloadContext } from '../../support/scenario';
import { recordingTask } from '../../support/task';

jest.setTimeout(240_000);

const data = mkdtempSync(join(tmpdir(), 'shop '));
let whole: Rehearsed;
let withServers: boolean;

beforeAll(async () => {
  await generate(defaults, data, recordingTask());
  whole = await rehearse('rds-postgres', data);
  withServers = (await postgresServer.find()) !== undefined;
});
afterAll(() => rmSync(data, { recursive: true }));

/** Tests that need a real server are skipped without one. */
const onServers = (name: string, work: () => void | Promise<void>) =>
  test(name, async () => {
    if (withServers) return work();
    console.warn(`skipped, for want of PostgreSQL (${postgresServer.install}): ${name}`);
    expect(whole.step('roles').state).toBe('skipped');
  });

test('passes every check of generated data', () => {
  const results = whole.results('generated');
  expect(results.filter(({ state }) => state === 'failed')).toEqual([]);
  const skipped = results.filter(({ state }) => state === 'skipped').map(({ fact }) => String(fact));
  expect(skipped.filter((fact) => !/^(roles|replica)/.test(fact))).toEqual(['input.rows', 'movies.first']);
});

onServers('every call is one that has been reviewed, and is allowed', () => {
  expect(whole.access).toMatchObject({ isAllowed: true, unassigned: [], findings: [] });
  expectReviewedCalls('rds-postgres', whole.calls);
});

test('acceptance 8: has 28 entries of information_schema.tables, and 46,273 rows with the expected count for each table', () => {
  expect(whole.step('load').facts).toMatchObject({ state: 'loaded', relations: 28, rows: 46_273 });
  expect(Object.fromEntries(whole.tables.get('Rows of each table')!.rows)).toEqual(Object.fromEntries(tables.map(({ name, rows }) => [name, rows])));
});

test('acceptance 9: returns ten films with title, genre and year in the order of titles, and all films without a limit', () => {
  expect(whole.step('movies').facts).toMatchObject({ columns: 'title, genre, released', ten: 10, all: 1_000, sorted: true, planned: true });
  const { columns, rows } = whole.tables.get('Films')!;
  expect(columns).toEqual(['title', 'genre', 'released']);
  expect(rows).toHaveLength(10);
  expect(rows.map(([title]) => title)).toEqual(rows.map(([title]) => title).sort());
});

onServers('acceptance 10: the replica answers alike once it has caught up, and refuses an insert because it only reads', () => {
  expect(whole.step('replica').facts).toMatchObject({ films: 1_000, sameFilms: true, sameSales: true, failed: 0 });
  expect(whole.step('replica-writes').facts).toMatchObject({ refusal: '25006', writes: 20, arrived: 20 });
  expect(whole.tables.get('Servers')!.rows.map((row) => row.slice(1, 3))).toEqual([
    ['primary', 'on'],
    ['replica', 'on'],
  ]);
});

test('acceptance 11: a second load detects the first; a load that fails at its end changes nothing', () => {
  expect(whole.step('load-again').facts).toMatchObject({ state: 'already loaded', rows: 46_273, relations: 28 });
  expect(whole.step('broken-load').facts).toEqual({ refused: true, rows: 46_273, relations: 28 });
});

test('acceptance 13: the sales of all genres equal the sum of all payments, to the cent', () => {
  const { byGenre, byStore, paid } = whole.step('sales').facts as Record<string, number>;
  expect([byGenre, byStore]).toEqual([paid, paid]);
  expect(paid).toBe(whole.step('input').facts['paid']);
  expect(paid).toBeGreaterThan(50_000);
});

onServers('roles: a reader reads, a writer writes rows, neither makes or drops a table, both may sign in by IAM', () => {
  expect(whole.step('roles').facts).toMatchObject({
    readerReads: 'done',
    readerWrites: '42501',
    readerDrops: '42501',
    writerWrites: 'done',
    writerDrops: '42501',
    signInByIam: 2,
  });
});

test('without a server skips its steps, with the command that installs one', async () => {
  const { step, results } = await rehearse('rds-postgres', data, { without: ['postgresServer', 'postgres'] });
  expect(['roles', 'replica', 'replica-writes'].map((id) => step(id).state)).toEqual(['skipped', 'skipped', 'skipped']);
  expect(step('roles').missing).toEqual([
    { id: 'postgresServer', title: 'PostgreSQL with a replica', install: expect.stringContaining('apt-get install postgresql') },
  ]);
  expect(step('load').missing).toEqual([{ id: 'postgres', title: expect.any(String), install: 'npm install @electric-sql/pglite' }]);
  expect(results('generated').filter(({ state }) => state === 'failed')).toEqual([]);
});

test('the counting checks detect a film without a genre', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shop '));
  cpSync(data, folder, { recursive: true });
  const file = join(folder, 'film_category.tsv');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^1\t.*\n/m, ''));
  const { results } = await rehearse('rds-postgres', folder, { without: ['postgresServer'] });
  const failed = results('given', true)
    .filter(({ state }) => state === 'failed')
    .map(({ fact }) => fact);
  expect(failed).toEqual(expect.arrayContaining(['movies.all', 'sales.byGenre']));
  rmSync(folder, { recursive: true });
});

test('fails with the reason for data that it cannot load, and leaves no rows', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shop '));
  await generate({ ...defaults, scale: 0.01 }, folder, recordingTask());
  appendFileSync(join(folder, 'payment.tsv'), '999999\t1\t1\t1\ta lot\t2017-01-01 00:00:00+00\n');
  const engine = await postgres.open(folder, recordingTask());
  await expect(loadFolder(workloadContext('rds-postgres'), engine.session, folder)).rejects.toMatchObject({
    refusal: { problem: 'the data cannot be loaded', got: expect.stringMatching(/invalid input syntax for type numeric: "a lot"/) },
  });
  expect(await onlyValue(engine.session, "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'")).toBe(0);
  await engine.close();
  rmSync(folder, { recursive: true });
});

test('functions and saved queries return the values computed by hand', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shop '));
  await generate({ ...defaults, scale: 0.05 }, folder, recordingTask());
  const engine = await postgres.open(folder, recordingTask());
  const { session } = engine;
  await loadFolder(workloadContext('rds-postgres'), session, folder);
  // A separate customer: a film at 2.99 for 3 days, priced 20.99, kept for 8: 2.99 + 5 days late + the price, less 4 paid.
  await session.run(`
    INSERT INTO film (film_id, title, description, language_id, rental_duration, rental_rate, replacement_cost) VALUES (9000, 'ZEBRA', 'A zebra', 1, 3, 2.99, 20.99);
    INSERT INTO film_category VALUES (9000, 1);
    INSERT INTO inventory (inventory_id, film_id, store_id) VALUES (9000, 9000, 1);
    INSERT INTO customer (customer_id, store_id, first_name, last_name, address_id) VALUES (9000, 1, 'ZOE', 'ZANDER', 1);
    INSERT INTO rental VALUES (90000, '2017-05-01 00:00:00+00', 9000, 9000, '2017-05-09 00:00:00+00', 1);
    INSERT INTO payment (customer_id, staff_id, rental_id, amount, payment_date) VALUES (9000, 1, 90000, 4.00, '2017-05-09 00:00:00+00')`);
  expect(await onlyValue(session, "SELECT get_customer_balance(9000, '2017-06-01')")).toBe(24.98);
  expect(await onlyValue(session, "SELECT get_customer_balance(9000, '2017-04-01')")).toBe(0);
  expect(await onlyValue(session, 'SELECT inventory_in_stock(9000)')).toBe(true);
  await session.run("INSERT INTO rental VALUES (90001, '2017-06-01 00:00:00+00', 9000, 9000, NULL, 1)");
  expect(await onlyValue(session, 'SELECT inventory_held_by_customer(9000)')).toBe(9_000);
  expect(await onlyValue(session, 'SELECT count(*) FROM film_not_in_stock(9000, 1)')).toBe(1);
  expect(await onlyValue(session, 'SELECT count(*) FROM film_in_stock(9000, 1)')).toBe(0);
  await expect(session.query('SELECT * FROM rewards_report(0, 1)')).rejects.toThrow(/purchases and dollars have to be more than 0, got 0 and 1/);
  // Loaded rows have ids; new ids follow them.
  expect(await onlyValue(session, "INSERT INTO language (name) VALUES ('Greek') RETURNING language_id")).toBe(7);
  await session.run("UPDATE actor SET last_name = 'CHANGED' WHERE actor_id = 1");
  expect(await onlyValue(session, 'SELECT last_update > now() - interval $$1 minute$$ FROM actor WHERE actor_id = 1')).toBe(true);

  const zebras = await askSaved(session, 'search', { words: 'zebra', limit: 5 });
  expect(zebras.rows.map(([title]) => title)).toEqual(['ZEBRA']);
  const lists = await Promise.all(
    (['actor-info', 'customer-list', 'film-list', 'nicer-film-list', 'staff-list'] as const).map((name) => askSaved(session, name, { limit: 2 })),
  );
  expect(lists.map(({ rows }) => rows.length)).toEqual([2, 2, 2, 2, 2]);
  expect(lists[0]?.columns).toEqual(['actor_id', 'first_name', 'last_name', 'film_info']);
  expect((await askSaved(session, 'tables')).rows).toHaveLength(28);
  expect((await askSaved(session, 'balance', { at: '2017-06-01', limit: 1 })).columns).toEqual(['id', 'name', 'balance']);
  await engine.close();
  rmSync(folder, { recursive: true });
});
