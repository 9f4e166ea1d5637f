import type { Chart } from '../../../rehearsal/rehearsal';

/** The charts of the dashboard, drawn from the results of the same statements. */
export const charts: readonly Chart[] = [
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
