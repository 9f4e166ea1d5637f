import type { Check } from '../../../rehearsal/rehearsal';

/** True of any data. What was sold is counted without SQL. */
const always: readonly Check[] = [
  { description: 'the top items of the SQL are those that were counted', fact: 'statements.topItems', expected: { fact: 'raw.topItems' } },
  { description: 'the days of the SQL are those that were counted', fact: 'statements.perDay', expected: { fact: 'raw.perDay' } },
  { description: 'every sale lies on a day', fact: 'statements.sold', expected: { fact: 'raw.sold' } },
  { description: "Superset's chart of the top items shows what the SQL says", fact: 'superset.topItems', expected: { fact: 'statements.topItems' } },
  { description: "Superset's chart of the days shows what the SQL says", fact: 'superset.perDay', expected: { fact: 'statements.perDay' } },
  { description: 'Superset is healthy', fact: 'superset.health', expected: 'OK' },
  {
    description: 'three users with their roles, also after a second installation',
    fact: 'superset.users',
    expected: 'SupersetAdmin Admin, SupersetUserAlpha Alpha, SupersetUserGamma Gamma',
  },
  { description: 'there is no other user', fact: 'superset.userCount', expected: 3 },
  { description: 'nobody signs in with a wrong password', fact: 'superset.wrongPasswordSignsIn', expected: false },
  { description: 'seven assets are imported', fact: 'superset.imported', expected: 7 },
  { description: 'importing twice leaves one database', fact: 'superset.databases', expected: 1 },
  { description: 'importing twice leaves one dashboard', fact: 'superset.dashboards', expected: 'Bakery' },
  { description: 'two saved queries', fact: 'superset.savedQueries', expected: 'Items per day, Top items' },
  { description: 'the administrator sees the dataset', fact: 'superset.datasetsOfAdmin', expected: 1 },
  { description: 'Gamma sees no dataset', fact: 'superset.datasetsOfGamma', expected: 0 },
];

/** What the generator makes. */
const generated: readonly Check[] = [
  { description: '21,000 rows of the till', fact: 'raw.rows', expected: 21_000 },
  { description: '26 items', fact: 'raw.items', expected: 26 },
  { description: '159 days', fact: 'raw.days', expected: 159 },
];

/** What the public file comes to. */
const original: readonly Check[] = [
  { description: '21,293 rows of the till, as the public file has', fact: 'raw.rows', expected: 21_293 },
  { description: '93 items', fact: 'raw.items', expected: 93 },
  { description: '20,506 sales', fact: 'statements.sold', expected: 20_506 },
  {
    description: 'the top items are those of the public file',
    fact: 'statements.topItems',
    expected: 'Coffee 5471, Bread 3325, Tea 1435, Cake 1025, Pastry 856, Sandwich 771, Medialuna 616, Hot chocolate 590, Cookies 540, Brownie 379',
  },
];

export const checks: readonly Check[] = [
  ...always,
  ...generated.map((check): Check => ({ ...check, data: 'generated' })),
  ...original.map((check): Check => ({ ...check, data: 'original' })),
];
