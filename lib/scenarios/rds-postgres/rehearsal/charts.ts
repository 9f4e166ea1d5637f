import type { Chart } from '../../../rehearsal/rehearsal';

/** Sales, table sizes, and replica lag. */
export const charts: readonly Chart[] = [
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
