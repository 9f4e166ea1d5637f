import { readerHandler } from '../reader';
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
export const handler = readerHandler({ texts: TEXTS });
