import type { SqlValue } from '../postgres/bind';

/** A saved query: file below `sql/queries`, description and parameters. */
export interface SavedQuery {
  readonly file: string;
  readonly summary: string;
  readonly parameters: readonly ('limit' | 'words' | 'at')[];
}

/** Saved queries by name. */
export const queries = {
  movies: saved('movies', 'films with genre and year, by title', 'limit'),
  search: saved('search', 'full-text search of films, best match first', 'limit', 'words'),
  'film-list': saved('film-list', 'films with price, rating and actors', 'limit'),
  'nicer-film-list': saved('nicer-but-slower-film-list', 'the same with the names of actors in initial capitals', 'limit'),
  'actor-info': saved('actor-info', 'actors with their films by genre', 'limit'),
  'customer-list': saved('customer-list', 'customers with their addresses', 'limit'),
  'staff-list': saved('staff-list', 'staff with their addresses', 'limit'),
  'sales-by-film-category': saved('sales-by-film-category', 'revenue by genre, highest first'),
  'sales-by-store': saved('sales-by-store', 'revenue by store'),
  'sales-by-month': saved('sales-by-month', 'payments of each month'),
  balance: saved('balance', 'balance of each customer at a given time, highest first', 'limit', 'at'),
  tables: saved('tables', 'tables, partitions and views with their rows'),
  replication: saved('replication', 'version, role and replication lag of the server'),
} satisfies Readonly<Record<string, SavedQuery>>;

export type QueryName = keyof typeof queries;

/** Request to a function: a saved query on one server. */
export interface Question {
  /** `primary`, `replica`, or `replica-2` and so on. */
  readonly target: string;
  readonly query: string;
  readonly values: Readonly<Record<string, SqlValue>>;
  /** Whether to return the execution plan instead of rows. */
  readonly explain: boolean;
}

/** Thrown for an unknown target. The message lists the existing ones. */
export class UnknownTarget extends Error {
  constructor(
    public readonly target: string,
    public readonly known: readonly string[],
  ) {
    super(`there is no target ${target}; allowed: ${known.join(', ')}`);
  }
}

/** Target names of a database's servers, the primary first. */
export function targetsOf(replicas: number): readonly string[] {
  return ['primary', ...Array.from({ length: replicas }, (_, index) => (index === 0 ? 'replica' : `replica-${index + 1}`))];
}

/** Index of a target among the servers of a database. @throws UnknownTarget */
export function positionOf(target: string, replicas: number): number {
  const known = targetsOf(replicas);
  const position = known.indexOf(target);
  if (position < 0) throw new UnknownTarget(target, known);
  return position;
}

function saved(name: string, summary: string, ...parameters: SavedQuery['parameters']): SavedQuery {
  return { file: `${name}.sql`, summary, parameters };
}
