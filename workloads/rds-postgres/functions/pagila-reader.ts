import { Signer } from '@aws-sdk/rds-signer';
import { connectTo } from '../../postgres/client';
import type { Rows } from '../../postgres/session';
import { ask, savedQuery } from '../ask';
import { connectionTo, hostOf, settingsInEnvironment } from '../servers';
import actorInfo from '../sql/queries/actor-info.sql';
import balance from '../sql/queries/balance.sql';
import customerList from '../sql/queries/customer-list.sql';
import filmList from '../sql/queries/film-list.sql';
import movies from '../sql/queries/movies.sql';
import nicerButSlowerFilmList from '../sql/queries/nicer-but-slower-film-list.sql';
import replication from '../sql/queries/replication.sql';
import salesByFilmCategory from '../sql/queries/sales-by-film-category.sql';
import salesByMonth from '../sql/queries/sales-by-month.sql';
import salesByStore from '../sql/queries/sales-by-store.sql';
import search from '../sql/queries/search.sql';
import staffList from '../sql/queries/staff-list.sql';
import tables from '../sql/queries/tables.sql';
import type { Question } from '../statements';
import { type Verification, verify } from '../verify';

/** Request: a saved query, or the client tests. */
export type ReadRequest =
  | { readonly ask: Question }
  | { readonly verify: { readonly target: string; readonly version?: string; readonly rows?: number } };

export type ReadAnswer = Rows | { readonly verified: readonly Verification[] };

/** SQL texts by file name. */
const TEXTS: Readonly<Record<string, string>> = {
  'actor-info.sql': actorInfo,
  'balance.sql': balance,
  'customer-list.sql': customerList,
  'film-list.sql': filmList,
  'movies.sql': movies,
  'nicer-but-slower-film-list.sql': nicerButSlowerFilmList,
  'replication.sql': replication,
  'sales-by-film-category.sql': salesByFilmCategory,
  'sales-by-month.sql': salesByMonth,
  'sales-by-store.sql': salesByStore,
  'search.sql': search,
  'staff-list.sql': staffList,
  'tables.sql': tables,
};

/** Runs saved queries as a read-only user with IAM authentication, without a password. */
export async function handler(request: ReadRequest): Promise<ReadAnswer> {
  const settings = settingsInEnvironment(process.env);
  const { target } = 'ask' in request ? request.ask : request.verify;
  const signer = new Signer({ hostname: hostOf(target, settings.hosts), port: 5432, username: settings.user });
  const session = await connectTo(connectionTo(target, settings, await signer.getAuthToken()));
  try {
    if ('ask' in request) return await ask(session, request.ask, TEXTS[savedQuery(request.ask.query).file] ?? '');
    const { version, rows } = request.verify;
    return { verified: await verify(session, { movies, version, rows, replica: target !== 'primary' }) };
  } finally {
    await session.close();
  }
}
