import type { Chart } from '../../../rehearsal/rehearsal';
import type { Visual } from './queries';

const HOUR = { field: 'hour', type: 'ordinal', title: 'Hour of the day', axis: { labelAngle: 0 } };
const DEVICE = { field: 'device', type: 'nominal', title: 'Device' };
/** Order of devices, so that each keeps its colour in all charts. */
const DEAREST_FIRST = { ...DEVICE, sort: { field: 'cost_dollar', op: 'sum', order: 'descending' } };
const DOLLARS = { type: 'quantitative', title: 'Cost in $', axis: { format: '$.2f' } };

/** The seven visuals of the article's dashboard. */
export const charts: readonly Chart[] = [
  chart('Smart hubs, by state', 'Hubs on the map', {
    facet: { field: 'state', type: 'nominal', title: null, header: { labelFontSize: 13, labelFontWeight: 600 } },
    columns: 2,
    resolve: { scale: { x: 'independent', y: 'independent' } },
    spec: {
      width: 210,
      height: 150,
      mark: { type: 'circle' },
      encoding: {
        x: { field: 'lon', type: 'quantitative', title: 'Longitude', scale: { zero: false, nice: false }, axis: { tickCount: 4 } },
        y: { field: 'lat', type: 'quantitative', title: 'Latitude', scale: { zero: false, nice: false }, axis: { tickCount: 4 } },
        color: { field: 'kind', type: 'nominal', title: null, scale: { domain: ['address', 'enriched hub'] }, legend: { orient: 'bottom' } },
        size: { condition: { test: "datum.kind === 'enriched hub'", value: 160 }, value: 14 },
        opacity: { condition: { test: "datum.kind === 'enriched hub'", value: 1 }, value: 0.5 },
        order: { field: 'kind', type: 'nominal' },
      },
    },
  }),
  chart('Cost by device', 'Cost by device', {
    width: 260,
    height: 260,
    mark: { type: 'arc', innerRadius: 72, outerRadius: 125, padAngle: 0.01 },
    encoding: {
      theta: { field: 'cost_dollar', type: 'quantitative', stack: true },
      order: { field: 'cost_dollar', type: 'quantitative', sort: 'descending' },
      color: DEAREST_FIRST,
    },
  }),
  chart('Energy by device and hour', 'Energy by device and hour', {
    width: 460,
    height: 240,
    mark: { type: 'rect', cornerRadius: 2 },
    encoding: {
      x: HOUR,
      y: { ...DEVICE, title: null, sort: { field: 'kwh', op: 'sum', order: 'descending' } },
      color: { field: 'kwh', type: 'quantitative', title: 'kWh' },
    },
  }),
  chart('Total electrical cost', 'Total electrical cost', {
    width: 260,
    height: 200,
    layer: [
      {
        mark: { type: 'text', fontSize: 60, fontWeight: 700, dy: -20 },
        encoding: {
          text: { field: 'cost_dollar', type: 'quantitative', format: '$.2f' },
          color: { condition: { test: 'datum.cost_dollar_per_day > datum.daily_budget', value: '#c8453b' }, value: '#2f8f5b' },
        },
      },
      {
        transform: [
          {
            calculate:
              "format(datum.cost_dollar_per_day, '$.2f') + ' a day for ' + datum.days + (datum.days === 1 ? ' day' : ' days') + ', budget ' + format(datum.daily_budget, '$.2f')",
            as: 'explanation',
          },
        ],
        mark: { type: 'text', fontSize: 14, dy: 34 },
        encoding: { text: { field: 'explanation', type: 'nominal' } },
      },
    ],
  }),
  chart('Energy and rate by hour', 'Energy and rate by hour', {
    width: 460,
    height: 240,
    encoding: { x: HOUR },
    layer: [
      { mark: { type: 'bar', opacity: 0.85 }, encoding: { y: { field: 'kwh_per_day', type: 'quantitative', title: 'kWh a day, bars' } } },
      {
        mark: { type: 'line', interpolate: 'step', strokeWidth: 2.5, color: '#e2873a', point: false },
        encoding: { y: { field: 'cents_per_kwh', type: 'quantitative', title: 'Cents per kWh, line', axis: { titleColor: '#e2873a', grid: false } } },
      },
    ],
    resolve: { scale: { y: 'independent' } },
  }),
  chart('Cost by hour', 'Cost by hour and device', {
    width: 460,
    height: 240,
    mark: { type: 'bar' },
    encoding: {
      x: HOUR,
      y: { field: 'cost_dollar', ...DOLLARS, stack: 'zero' },
      color: DEAREST_FIRST,
      order: { field: 'cost_dollar', type: 'quantitative', sort: 'descending' },
    },
  }),
  chart('Energy over time', 'Energy over time', {
    width: 460,
    height: 240,
    mark: { type: 'line', interpolate: 'monotone', point: { size: 18 } },
    encoding: {
      x: { field: 'hour_begins', type: 'temporal', title: 'Local time', scale: { type: 'utc' }, axis: { tickCount: 8, labelOverlap: true } },
      y: { field: 'kwh', type: 'quantitative', title: 'kWh an hour' },
    },
  }),
];

function chart(title: string, table: Visual, spec: Chart['spec']): Chart {
  return { title, table, spec };
}
