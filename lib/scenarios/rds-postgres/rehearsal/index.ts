import { z } from 'zod';
import { CLASSIC_ROWS, RELATIONS } from '../../../../workloads/rds-postgres/catalog';
import type { Chart, Check, Rehearsal } from '../../../rehearsal/rehearsal';
import type { Config } from '../settings';
import { brokenLoad, input, load, loadAgain } from './load';
import { clientTests, movies, routines, sales } from './queries';
import { replica, replicaWrites, roles } from './servers';

/** Sales, table sizes, and replica lag. */
const charts: readonly Chart[] = [
  {
    title: 'Sales by genre',
    table: 'Sales by genre',
    spec: {
      mark: 'bar',
      encoding: {
        y: { field: 'category', type: 'nominal', sort: '-x', title: null },
        x: { field: 'total_sales', type: 'quantitative', title: 'dollars' },
      },
    },
  },
  {
    title: 'Payments by month',
    table: 'Payments by month',
    spec: {
      mark: 'bar',
      encoding: {
        x: { field: 'month', type: 'ordinal', title: null, axis: { labelAngle: 0 } },
        y: { field: 'total', type: 'quantitative', title: 'dollars' },
      },
    },
  },
  {
    title: 'Rows of each table',
    table: 'Rows of each table',
    spec: {
      mark: 'bar',
      encoding: {
        y: { field: 'table', type: 'nominal', sort: '-x', title: null },
        x: { field: 'rows', type: 'quantitative', scale: { type: 'symlog' }, title: 'rows' },
      },
    },
  },
  {
    title: 'Replica lag',
    table: 'Replica lag',
    spec: {
      mark: { type: 'line', point: true },
      encoding: {
        x: { field: 'write', type: 'quantitative', title: 'write', axis: { tickMinStep: 1 } },
        y: { field: 'milliseconds', type: 'quantitative', title: 'ms until the replica has it' },
      },
    },
  },
];

/** SQLSTATE of insufficient privilege. */
const NOT_ALLOWED = '42501';
/** SQLSTATE of a write in a read-only transaction. */
const READ_ONLY = '25006';

/** From section 12 of the specification, or from the data itself. */
const checks: readonly Check[] = [
  { description: 'the generated data has as many rows as the classic data', fact: 'input.rows', expected: CLASSIC_ROWS, data: 'generated' },
  { description: 'Pagila 2.0 has 46,273 rows', fact: 'input.rows', expected: CLASSIC_ROWS, data: 'original' },
  { description: 'every row of the data is in a table', fact: 'load.rows', expected: { fact: 'input.rows' } },
  { description: '28 tables and views: 15 tables, 6 parts of the payments, 7 views', fact: 'load.relations', expected: RELATIONS },
  { description: 'the first load loads', fact: 'load.state', expected: 'loaded' },
  { description: 'a second load finds the first', fact: 'load-again.state', expected: 'already loaded' },
  { description: 'a second load doubles nothing', fact: 'load-again.rows', expected: { fact: 'load.rows' } },
  { description: 'data with a broken reference is refused', fact: 'broken-load.refused', expected: true },
  { description: 'a refused load leaves every row as it was', fact: 'broken-load.rows', expected: { fact: 'load.rows' } },
  { description: 'a refused load leaves every table as it was', fact: 'broken-load.relations', expected: { fact: 'load.relations' } },
  { description: 'ten films are ten rows', fact: 'movies.ten', expected: 10 },
  { description: 'without a limit, every film', fact: 'movies.all', expected: { fact: 'input.films' } },
  { description: 'films come with title, genre and year', fact: 'movies.columns', expected: 'title, genre, released' },
  { description: 'films are sorted by title', fact: 'movies.sorted', expected: true },
  { description: 'the first film of Pagila is ACADEMY DINOSAUR', fact: 'movies.first', expected: 'ACADEMY DINOSAUR, Documentary', data: 'original' },
  { description: 'the server returns a query plan', fact: 'movies.planned', expected: true },
  { description: 'the sales of all genres add up to all payments', fact: 'sales.byGenre', expected: { fact: 'sales.paid' } },
  { description: 'the sales of both stores add up to all payments', fact: 'sales.byStore', expected: { fact: 'sales.paid' } },
  { description: 'the payments are those of the data', fact: 'sales.paid', expected: { fact: 'input.paid' } },
  { description: 'payments of six months', fact: 'sales.months', expected: 6 },
  { description: 'only copies that no customer holds are in stock', fact: 'routines.held', expected: { fact: 'routines.holders' } },
  {
    description: 'rewarded customers are those with enough and large enough payments three months ago',
    fact: 'routines.rewarded',
    expected: { fact: 'routines.expectedRewarded' },
  },
  { description: 'February 2016 had 29 days', fact: 'routines.lastDay', expected: '2016-02-29' },
  { description: 'the client tests pass', fact: 'client-tests.failed', expected: 0 },
  { description: 'the server loads what the process loaded', fact: 'roles.rows', expected: { fact: 'load.rows' } },
  { description: 'the reader reads', fact: 'roles.readerReads', expected: 'done' },
  { description: 'the reader writes nothing', fact: 'roles.readerWrites', expected: NOT_ALLOWED },
  { description: 'the reader drops nothing', fact: 'roles.readerDrops', expected: NOT_ALLOWED },
  { description: 'the writer writes', fact: 'roles.writerWrites', expected: 'done' },
  { description: 'the writer drops nothing', fact: 'roles.writerDrops', expected: NOT_ALLOWED },
  { description: 'both roles get IAM authentication where the server has it', fact: 'roles.signInByIam', expected: 2 },
  { description: 'the replica has the films of the primary', fact: 'replica.sameFilms', expected: true },
  { description: 'the replica has the sales of the primary', fact: 'replica.sameSales', expected: true },
  { description: 'the client tests pass on the replica', fact: 'replica.failed', expected: 0 },
  { description: 'the replica refuses to write', fact: 'replica-writes.refusal', expected: READ_ONLY },
  { description: 'what the primary writes arrives', fact: 'replica-writes.arrived', expected: { fact: 'replica-writes.writes' } },
];

/** The database on this machine: first in this process, then as a primary with a streaming replica. */
export const rehearsal: Rehearsal<Config> = {
  params: z.object({}),
  steps: {
    input,
    load,
    'load-again': loadAgain,
    'broken-load': brokenLoad,
    movies,
    sales,
    routines,
    'client-tests': clientTests,
    roles,
    replica,
    'replica-writes': replicaWrites,
  },
  checks,
  charts,
};
