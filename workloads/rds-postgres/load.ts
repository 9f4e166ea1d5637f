import { inTransaction, onlyValue, type Session } from '../postgres/session';
import { tables } from './catalog';
import type { TableInput } from './table-input';

/** SQL texts that create the database. */
export interface Definitions {
  readonly schema: string;
  readonly constraints: string;
  readonly routines: string;
  readonly views: string;
  readonly roles: string;
}

export const DEFINITIONS: readonly (keyof Definitions)[] = ['schema', 'constraints', 'routines', 'views', 'roles'];

export interface LoadOptions {
  readonly definitions: Definitions;
  readonly input: readonly TableInput[];
  /** Whether existing data is deleted first. Otherwise a loaded database stays unchanged. */
  readonly replace: boolean;
  progress(line: string): void;
}

/** Result of a load. */
export interface Loaded {
  /** `loaded`, or `already loaded` when it was unchanged. */
  readonly state: 'loaded' | 'already loaded';
  /** Rows in all tables. */
  readonly rows: number;
  /** Tables, partitions and views. */
  readonly relations: number;
}

/** Advisory lock of a load: a concurrent load waits and then finds the data loaded. */
const LOCK = 2_017;

/**
 * Creates tables, rows, constraints, functions, views and roles in one transaction.
 *
 * Does nothing when the database is already loaded.
 */
export async function load(session: Session, { definitions, input, replace, progress }: LoadOptions): Promise<Loaded> {
  const state = await inTransaction(session, async () => {
    await session.query('SELECT pg_advisory_xact_lock($1)::text', [LOCK]);
    if (replace) {
      progress('deleting what is there');
      await session.run('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    } else if ((await onlyValue(session, "SELECT to_regclass('public.film')::text")) !== null) {
      return 'already loaded' as const;
    }
    progress('making tables');
    await session.run(definitions.schema);
    for (const { table, columns, lines } of input) {
      progress(`copying ${lines.length} rows to ${table}`);
      await session.copy({ table, columns }, withEnds(lines));
    }
    progress('making constraints, functions, views and roles');
    for (const part of ['constraints', 'routines', 'views', 'roles'] as const) await session.run(definitions[part]);
    return 'loaded' as const;
  });
  if (state === 'loaded') await session.run('ANALYZE');
  return { state, rows: await rowsIn(session), relations: await relationsIn(session) };
}

/** Rows of all tables together. */
export async function rowsIn(session: Session): Promise<number> {
  const counts = tables.map(({ name }) => `(SELECT count(*) FROM ${name})`).join(' + ');
  return Number(await onlyValue(session, `SELECT ${counts}`));
}

/** Tables, partitions and views in `information_schema`. */
export async function relationsIn(session: Session): Promise<number> {
  return Number(await onlyValue(session, "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"));
}

function* withEnds(lines: readonly string[]): Iterable<string> {
  // A thousand lines per call: neither one call per row nor the whole table in memory.
  for (let start = 0; start < lines.length; start += 1_000) yield `${lines.slice(start, start + 1_000).join('\n')}\n`;
}
