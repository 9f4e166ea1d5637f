import type { Chart } from '../../../rehearsal/rehearsal';

const FORM = 'Titles by least mean and number of ratings';

/** The charts of the notes, drawn from the results of their SQL paragraphs. */
export const charts: readonly Chart[] = [
  {
    title: 'Note 1: items per day in the first quarter of 2017',
    table: '1 Bakery: Items per day in the first quarter of 2017',
    spec: {
      width: 620,
      height: 220,
      mark: { type: 'bar' },
      encoding: {
        x: { field: 'date', type: 'temporal', title: 'Day' },
        y: { field: 'item_count', type: 'quantitative', title: 'Items' },
      },
    },
  },
  {
    title: 'Note 1: the ten most frequent items',
    table: '1 Bakery: The ten most frequent items',
    spec: {
      width: 260,
      height: 260,
      mark: { type: 'arc', outerRadius: 125, padAngle: 0.01 },
      encoding: {
        theta: { field: 'item_count', type: 'quantitative', stack: true },
        order: { field: 'item_count', type: 'quantitative', sort: 'descending' },
        color: { field: 'item', type: 'nominal', title: 'Item', sort: null },
      },
    },
  },
  ratings('Note 2: titles with an average of 4 or more, small set', `2 MovieLens, small: ${FORM}`),
  ratings('Note 4: titles with an average above 4 and 100 ratings, by PostgreSQL', `4 PostgreSQL: ${FORM}`),
];

/** Average and number of ratings of each title, side by side. */
function ratings(title: string, table: string): Chart {
  const titles = { field: 'title', type: 'nominal', title: null, sort: null, axis: { labelLimit: 260 } };
  return {
    title,
    table,
    spec: {
      hconcat: [
        { field: 'avg_rating', label: 'Average', axis: titles },
        { field: 'cnt_ratings', label: 'Ratings', axis: { ...titles, axis: null } },
      ].map(({ field, label, axis }) => ({
        width: 240,
        mark: { type: 'bar' },
        encoding: { y: axis, x: { field, type: 'quantitative', title: label } },
      })),
    },
  };
}
