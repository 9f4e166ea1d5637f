import { onlyValue, type Session } from '../../../../workloads/postgres/session';
import type { PostgresServers } from '../../../rehearsal/engine';
import { kit } from '../settings';
import { loadFolder } from './load';
import { askSaved, clientTestsOf } from './queries';

/** Role that RDS grants IAM authentication through. */
const RDS_IAM = 'rds_iam';

/** A user that `roles.sql` creates. */
type Role = 'pagila_reader' | 'pagila_writer';

const INSERT = "INSERT INTO category (name) VALUES ('Westerns')";

export const roles = kit.step({
  title: 'Load into a server, and test the permissions of its roles',
  needs: ['postgresServer'],
  async run(context) {
    const { session } = context.engines.postgresServer.primary;
    await session.run(`CREATE ROLE ${RDS_IAM} NOLOGIN`);
    const loaded = await loadFolder(context, session, context.data);
    const attempt = (role: Role, sql: string) => attemptAs(session, role, sql);
    return {
      ...loaded,
      version: String(await onlyValue(session, "SELECT current_setting('server_version')")),
      readerReads: await attempt('pagila_reader', 'SELECT count(*) FROM film'),
      readerWrites: await attempt('pagila_reader', INSERT),
      readerDrops: await attempt('pagila_reader', 'DROP TABLE film'),
      writerWrites: await attempt('pagila_writer', INSERT),
      writerDrops: await attempt('pagila_writer', 'DROP TABLE film'),
      signInByIam: Number(
        await onlyValue(session, "SELECT count(*) FROM pg_auth_members JOIN pg_roles ON pg_roles.oid = roleid WHERE rolname = 'rds_iam'"),
      ),
    };
  },
});

export const replica = kit.step({
  title: 'Run the queries of the primary on the replica',
  needs: ['postgresServer'],
  async run(context) {
    const { postgresServer } = context.engines;
    const { primary, replica: follower } = postgresServer;
    const milliseconds = await postgresServer.caughtUp();
    const asked = await Promise.all(
      [primary.session, follower.session].map(async (session) => ({
        movies: await askSaved(session, 'movies', { limit: null }),
        sales: await askSaved(session, 'sales-by-film-category'),
        state: await askSaved(session, 'replication'),
      })),
    );
    const [one, other] = asked;
    context.publish('Servers', { columns: one?.state.columns ?? [], rows: asked.flatMap(({ state }) => state.rows) });
    const results = await clientTestsOf(context, follower.session, { target: 'replica' });
    return {
      caughtUpMs: Math.round(milliseconds),
      films: other?.movies.rows.length ?? 0,
      sameFilms: JSON.stringify(one?.movies) === JSON.stringify(other?.movies),
      sameSales: JSON.stringify(one?.sales) === JSON.stringify(other?.sales),
      tests: results.length,
      failed: results.filter(({ passed }) => !passed).length,
    };
  },
});

export const replicaWrites = kit.step({
  title: 'Write to the replica, then to the primary',
  needs: ['postgresServer'],
  async run({ engines: { postgresServer }, publish }) {
    const { primary, replica: follower } = postgresServer;
    // Saved queries leave their connection read-only; the refusal has to come from the server, not from the connection.
    for (const { session } of [primary, follower]) await session.run('RESET default_transaction_read_only');
    const refusal = await codeOf(follower.session, INSERT);
    const lags = await lagsOf(postgresServer);
    publish('Replica lag', { columns: ['write', 'milliseconds'], rows: lags.map((lag, index) => [index + 1, lag]) });
    const arrived = Number(await onlyValue(follower.session, "SELECT count(*) FROM category WHERE name = 'Westerns'"));
    return { refusal, writes: lags.length, arrived };
  },
});

/** Writes one row at a time, and waits for each to arrive. @returns milliseconds of each */
async function lagsOf({ primary, caughtUp }: PostgresServers): Promise<readonly number[]> {
  const lags: number[] = [];
  for (let write = 0; write < 20; write++) {
    await primary.session.run(INSERT);
    lags.push(Math.round((await caughtUp()) * 10) / 10);
  }
  return lags;
}

/** Runs a statement as another user and rolls it back. @returns `done`, or the code of the refusal */
async function attemptAs(session: Session, role: Role, sql: string): Promise<string> {
  await session.run(`BEGIN; SET LOCAL ROLE ${role}`);
  try {
    return await codeOf(session, sql);
  } finally {
    await session.run('ROLLBACK');
  }
}

async function codeOf(session: Session, sql: string): Promise<string> {
  try {
    await session.run(sql);
    return 'done';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}
