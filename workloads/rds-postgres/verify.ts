import { bindParameters } from '../postgres/bind';
import { onlyValue, type Session } from '../postgres/session';
import { RELATIONS } from './catalog';
import { relationsIn, rowsIn } from './load';

/** Result of a client test. */
export interface Verification {
  readonly description: string;
  readonly expected: string;
  readonly found: string;
  readonly passed: boolean;
}

export interface VerifyOptions {
  /** SQL text of `queries/movies.sql`. */
  readonly movies: string;
  /** Expected version prefix. @default - any */
  readonly version?: string;
  /** Expected number of rows in all tables. @default - at least one */
  readonly rows?: number;
  /** Whether the server should be a replica, which refuses writes. */
  readonly replica: boolean;
}

/** SQLSTATE of a write in a read-only transaction. */
const READ_ONLY = '25006';

/** Runs the client tests in a session. They change nothing. */
export async function verify(session: Session, { movies, version = '', rows, replica }: VerifyOptions): Promise<readonly Verification[]> {
  const verified: Verification[] = [];
  const compare = (description: string, found: unknown, expected: unknown, passed = found === expected) =>
    verified.push({ description, expected: String(expected), found: String(found), passed });

  compare('the server answers', await onlyValue(session, 'SELECT 1'), 1);
  const found = String(await onlyValue(session, "SELECT current_setting('server_version')"));
  compare('the server has the expected version', found, version === '' ? 'any version' : version, isOf(found, version));
  compare('there are as many tables and views as Pagila has', await relationsIn(session), RELATIONS);
  const count = await rowsIn(session);
  compare('the tables have the rows that were loaded', count, rows ?? 'some rows', rows === undefined ? count > 0 : count === rows);

  const ten = bindParameters(movies, { limit: 10 });
  const films = await session.query(ten.sql, ten.values);
  compare('ten films are ten rows', films.rows.length, 10);
  compare('a film has a title, a genre and a year', films.columns.join(', '), 'title, genre, released');
  const titles = films.rows.map(([title]) => String(title));
  compare('films are sorted by title', titles.join(', '), [...titles].sort().join(', '));

  const same = 'SELECT (SELECT sum(total_sales) FROM sales_by_film_category) = (SELECT sum(amount) FROM payment)';
  compare('the sales of all genres are all payments', await onlyValue(session, same), true);
  compare('the server has the expected role', (await isReplica(session)) ? 'replica' : 'primary', replica ? 'replica' : 'primary');
  if (replica) compare('a replica refuses to write', await refusal(session), READ_ONLY);
  return verified;
}

/** Whether a version matches a prefix by components: 17.11 matches 17, and 15.18 does not match 15.1. */
function isOf(version: string, beginning: string): boolean {
  return version.startsWith(beginning) && (beginning === '' || !/^\d/.test(version.slice(beginning.length)));
}

async function isReplica(session: Session): Promise<boolean> {
  return (await onlyValue(session, 'SELECT pg_is_in_recovery()')) === true;
}

/** SQLSTATE of a refused write that would change no row. */
async function refusal(session: Session): Promise<string> {
  try {
    await session.query('UPDATE actor SET last_name = last_name WHERE false');
    return 'written';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}
