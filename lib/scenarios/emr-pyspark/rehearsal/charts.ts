import type { Chart } from '../../../rehearsal/rehearsal';
import { TABLES } from './analyze';

/** Charts of the results. */
export const charts: readonly Chart[] = [
  {
    title: 'What the bakery sold, the twenty best-selling items',
    table: TABLES.sales,
    spec: {
      width: 460,
      height: 360,
      transform: [{ window: [{ op: 'row_number', as: 'place' }], sort: [{ field: 'count', order: 'descending' }] }, { filter: 'datum.place <= 20' }],
      encoding: {
        y: { field: 'item', type: 'nominal', title: null, sort: { field: 'place' } },
        x: { field: 'count', type: 'quantitative', title: 'Sold' },
      },
      layer: [
        { mark: { type: 'bar' } },
        { mark: { type: 'text', align: 'left', dx: 4 }, encoding: { text: { field: 'count', type: 'quantitative', format: ',' } } },
      ],
    },
  },
  {
    title: 'Films about robots or artificial intelligence with one of three actors',
    table: TABLES.choices,
    spec: {
      width: 460,
      height: 260,
      mark: { type: 'circle', opacity: 0.8 },
      encoding: {
        x: { field: 'ratings_count', type: 'quantitative', title: 'Ratings', scale: { type: 'symlog' } },
        y: { field: 'avg_rating', type: 'quantitative', title: 'Average rating', scale: { zero: false } },
        size: { field: 'popularity', type: 'quantitative', title: 'Popularity' },
        color: { field: 'rank', type: 'ordinal', title: 'Third' },
      },
    },
  },
  {
    title: 'Ratings of 2016 by their value',
    table: TABLES.ratings,
    spec: {
      width: 460,
      height: 240,
      encoding: { x: { field: 'avg_rating', type: 'ordinal', title: 'Rating', axis: { labelAngle: 0, format: '.1f' } } },
      layer: [
        { mark: { type: 'bar', opacity: 0.85 }, encoding: { y: { field: 'ratings_count', type: 'quantitative', title: 'Ratings, bars' } } },
        {
          mark: { type: 'line', strokeWidth: 2.5, color: '#e2873a', point: { color: '#e2873a' } },
          encoding: {
            y: {
              field: 'popularity',
              type: 'quantitative',
              title: 'Mean popularity of the films, line',
              scale: { zero: false },
              axis: { titleColor: '#e2873a', grid: false },
            },
          },
        },
      ],
      resolve: { scale: { y: 'independent' } },
    },
  },
  {
    title: 'Most volatile days of Apple, IBM and Microsoft',
    table: TABLES.volatility,
    spec: {
      width: 460,
      height: 260,
      transform: [{ calculate: "datum.date + '  ' + datum.symbol", as: 'day' }],
      mark: { type: 'bar' },
      encoding: {
        y: { field: 'day', type: 'nominal', title: null, sort: { field: 'intraday_volatility', order: 'descending' } },
        x: { field: 'intraday_volatility', type: 'quantitative', title: 'Difference of high and low, percent of the closing price' },
        color: { field: 'symbol', type: 'nominal', title: 'Symbol' },
      },
    },
  },
];
