import { z } from 'zod';
import type { Chart, Check, Rehearsal } from '../../../rehearsal/rehearsal';
import type { Config } from '../settings';
import { raw, statements, superset } from './steps';

/** The charts of the dashboard, drawn from the results of the same statements. */
const charts: readonly Chart[] = [
  {
    title: 'Top items',
    table: 'Top items',
    spec: {
      width: 460,
      height: 240,
      mark: { type: 'bar' },
      encoding: {
        y: { field: 'item', type: 'nominal', title: 'Item', sort: null },
        x: { field: 'items_sold', type: 'quantitative', title: 'Items sold' },
      },
    },
  },
  {
    title: 'Items per day',
    table: 'Items per day',
    spec: {
      width: 620,
      height: 240,
      mark: { type: 'line' },
      encoding: {
        x: { field: 'date', type: 'temporal', title: 'Day' },
        y: { field: 'items_sold', type: 'quantitative', title: 'Items sold' },
      },
    },
  },
];

/** For any data. The sales are counted without SQL. */
const always: readonly Check[] = [
  { description: 'the SQL finds the top items that were counted', fact: 'statements.topItems', expected: { fact: 'raw.topItems' } },
  { description: 'the SQL finds the days that were counted', fact: 'statements.perDay', expected: { fact: 'raw.perDay' } },
  { description: 'every sale belongs to a day', fact: 'statements.sold', expected: { fact: 'raw.sold' } },
  {
    description: "Superset's chart of the top items shows the result of the SQL",
    fact: 'superset.topItems',
    expected: { fact: 'statements.topItems' },
  },
  { description: "Superset's chart of the days shows the result of the SQL", fact: 'superset.perDay', expected: { fact: 'statements.perDay' } },
  { description: 'Superset is healthy', fact: 'superset.health', expected: 'OK' },
  {
    description: 'three users with their roles, also after a second installation',
    fact: 'superset.users',
    expected: 'SupersetAdmin Admin, SupersetUserAlpha Alpha, SupersetUserGamma Gamma',
  },
  { description: 'there is no other user', fact: 'superset.userCount', expected: 3 },
  { description: 'a wrong password does not sign in', fact: 'superset.wrongPasswordSignsIn', expected: false },
  { description: 'seven assets are imported', fact: 'superset.imported', expected: 7 },
  { description: 'importing twice leaves one database', fact: 'superset.databases', expected: 1 },
  { description: 'importing twice leaves one dashboard', fact: 'superset.dashboards', expected: 'Bakery' },
  { description: 'two saved queries', fact: 'superset.savedQueries', expected: 'Items per day, Top items' },
  { description: 'the administrator sees the dataset', fact: 'superset.datasetsOfAdmin', expected: 1 },
  { description: 'Gamma sees no dataset', fact: 'superset.datasetsOfGamma', expected: 0 },
];

/** For generated data. */
const generated: readonly Check[] = [
  { description: '21,000 rows of the till', fact: 'raw.rows', expected: 21_000 },
  { description: '26 items', fact: 'raw.items', expected: 26 },
  { description: '159 days', fact: 'raw.days', expected: 159 },
];

/** For the public file. */
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

/** The dashboard on this machine: its SQL on DuckDB, and Superset itself where there is Python. */
export const rehearsal: Rehearsal<Config> = {
  params: z.object({}),
  steps: { raw, statements, superset },
  checks,
  charts,
};
