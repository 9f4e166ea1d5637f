import type { Chart } from '../../../rehearsal/rehearsal';

export const charts: readonly Chart[] = [
  {
    title: 'Temperature by sensor, over time',
    table: 'Readings over time',
    spec: {
      mark: { type: 'line', strokeWidth: 1 },
      encoding: {
        x: { field: 'recorded', type: 'temporal', title: 'recorded' },
        y: { field: 'temp', type: 'quantitative', title: 'degrees Fahrenheit', scale: { zero: false } },
        color: { field: 'location', type: 'nominal', title: 'place' },
      },
    },
  },
  {
    title: 'Average of each sensor, and its value without noise',
    table: 'Average of each sensor',
    spec: {
      encoding: { y: { field: 'location', type: 'nominal', title: 'place', sort: '-x' } },
      layer: [
        { mark: 'bar', encoding: { x: { field: 'avg_temp', type: 'quantitative', title: 'degrees Fahrenheit' } } },
        { mark: { type: 'tick', color: 'black', thickness: 2 }, encoding: { x: { field: 'without noise', type: 'quantitative' } } },
      ],
    },
  },
  {
    title: 'Seconds from the reading to its row',
    table: 'Latency',
    spec: {
      mark: 'bar',
      encoding: {
        x: { field: 'from_second', type: 'ordinal', title: 'seconds, in steps of five' },
        y: { field: 'messages', type: 'quantitative', title: 'readings' },
      },
    },
  },
  {
    title: 'Sensors on the map, coloured by their average',
    table: 'Average of each sensor',
    spec: {
      mark: { type: 'circle', size: 200 },
      encoding: {
        x: { field: 'long', type: 'quantitative', title: 'longitude', scale: { zero: false } },
        y: { field: 'lat', type: 'quantitative', title: 'latitude', scale: { zero: false } },
        color: { field: 'avg_temp', type: 'quantitative', title: 'average' },
      },
    },
  },
];
