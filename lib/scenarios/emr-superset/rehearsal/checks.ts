import type { Check } from '../../scenario';

/** True of any data. What was sold is counted without SQL. */
const always: readonly Check[] = [
  { says: 'the top items of the SQL are those that were counted', fact: 'statements.topItems', expected: { fact: 'raw.topItems' } },
  { says: 'the days of the SQL are those that were counted', fact: 'statements.perDay', expected: { fact: 'raw.perDay' } },
  { says: 'every sale lies on a day', fact: 'statements.sold', expected: { fact: 'raw.sold' } },
  { says: "Superset's chart of the top items shows what the SQL says", fact: 'superset.topItems', expected: { fact: 'statements.topItems' } },
  { says: "Superset's chart of the days shows what the SQL says", fact: 'superset.perDay', expected: { fact: 'statements.perDay' } },
  { says: 'Superset is healthy', fact: 'superset.health', expected: 'OK' },
  {
    says: 'three users with their roles, also after a second installation',
    fact: 'superset.users',
    expected: 'SupersetAdmin Admin, SupersetUserAlpha Alpha, SupersetUserGamma Gamma',
  },
  { says: 'there is no other user', fact: 'superset.userCount', expected: 3 },
  { says: 'nobody signs in with a wrong password', fact: 'superset.wrongPasswordSignsIn', expected: false },
  { says: 'seven assets are imported', fact: 'superset.imported', expected: 7 },
  { says: 'importing twice leaves one database', fact: 'superset.databases', expected: 1 },
  { says: 'importing twice leaves one dashboard', fact: 'superset.dashboards', expected: 'Bakery' },
  { says: 'two saved queries', fact: 'superset.savedQueries', expected: 'Items per day, Top items' },
  { says: 'the administrator sees the dataset', fact: 'superset.datasetsOfAdmin', expected: 1 },
  { says: 'Gamma sees no dataset', fact: 'superset.datasetsOfGamma', expected: 0 },
];

/** What the generator makes. */
const generated: readonly Check[] = [
  { says: '21,000 rows of the till', fact: 'raw.rows', expected: 21_000 },
  { says: '26 items', fact: 'raw.items', expected: 26 },
  { says: '159 days', fact: 'raw.days', expected: 159 },
];

/** What the public file comes to. */
const original: readonly Check[] = [
  { says: '21,293 rows of the till, as the public file has', fact: 'raw.rows', expected: 21_293 },
  { says: '93 items', fact: 'raw.items', expected: 93 },
  { says: '20,506 sales', fact: 'statements.sold', expected: 20_506 },
  {
    says: 'the top items are those of the public file',
    fact: 'statements.topItems',
    expected: 'Coffee 5471, Bread 3325, Tea 1435, Cake 1025, Pastry 856, Sandwich 771, Medialuna 616, Hot chocolate 590, Cookies 540, Brownie 379',
  },
];

export const checks: readonly Check[] = [
  ...always,
  ...generated.map((check): Check => ({ ...check, data: 'generated' })),
  ...original.map((check): Check => ({ ...check, data: 'original' })),
];
