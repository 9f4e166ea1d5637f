import { z } from 'zod';
import type { Chart, Check, Rehearsal } from '../../../rehearsal/rehearsal';
import { wholeNumber } from '../../params';
import type { Config } from '../settings';
import { averages, current, latency, malformed } from './question-steps';
import { volume } from './volume';
import { load, schema, stream, views } from './warehouse-steps';

const charts: readonly Chart[] = [
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

const checks: readonly Check[] = [
  { description: 'six tables', fact: 'schema.tables', expected: 6 },
  { description: '30 entries of the history', fact: 'load.history', expected: 30, data: 'generated' },
  { description: 'six places', fact: 'load.location', expected: 6, data: 'generated' },
  { description: 'six sensors', fact: 'load.sensor', expected: 6, data: 'generated' },
  { description: 'one manufacturer', fact: 'load.manufacturer', expected: 1, data: 'generated' },
  { description: '30 facts', fact: 'load.sensors', expected: 30, data: 'generated' },
  { description: 'the history has no id twice', fact: 'load.historyIds', expected: { fact: 'load.history' } },
  { description: 'no id of the history is missing', fact: 'load.lastHistoryId', expected: { fact: 'load.history' }, data: 'generated' },
  { description: 'six views', fact: 'views.views', expected: 6 },
  { description: 'every recorded reading is sent', fact: 'stream.sent', expected: { fact: 'stream.recorded' } },
  { description: 'every reading is copied', fact: 'stream.copied', expected: { fact: 'stream.sent' } },
  { description: 'every reading is in the table once', fact: 'stream.inTable', expected: { fact: 'stream.sent' } },
  { description: 'a GZIP object for each buffer', fact: 'stream.objects', expected: { fact: 'stream.buffers' } },
  { description: 'the detail shows each reading once', fact: 'averages.detail', expected: { fact: 'stream.sent' }, data: 'generated' },
  { description: 'six sensors have readings', fact: 'averages.sensors', expected: 6, data: 'generated' },
  { description: 'all sensors have the same number of readings', fact: 'averages.least', expected: { fact: 'averages.most' }, data: 'generated' },
  { description: 'sorted by average: sensors 5, 3, 2, 6, 1, 4', fact: 'averages.order', expected: '5 3 2 6 1 4', data: 'generated' },
  {
    description: 'no average differs by more than 0.6 from the value without noise',
    fact: 'averages.largestDeviation',
    expected: 0,
    tolerance: 0.6,
    data: 'generated',
  },
  { description: 'every median is between minimum and maximum', fact: 'averages.medians', expected: { fact: 'averages.sensors' } },
  { description: 'every reading has a latency', fact: 'latency.messages', expected: { fact: 'stream.sent' } },
  { description: 'no row is older than its reading, or later than the buffer interval', fact: 'latency.withinInterval', expected: true },
  {
    description: 'the last half hour shows its readings, and nothing older',
    fact: 'current.shown',
    expected: { fact: 'current.recent' },
    data: 'generated',
  },
  { description: 'half an hour later it shows nothing', fact: 'current.shownLater', expected: 0 },
  { description: 'four malformed records are rejected and counted', fact: 'malformed.refused', expected: 4 },
  { description: 'the six readings around them arrive', fact: 'malformed.arrived', expected: 6 },
  { description: 'no view shows an unknown sensor', fact: 'malformed.shown', expected: 0 },
  { description: 'the test leaves no row', fact: 'malformed.left', expected: 0 },
  { description: 'many readings are in the table once, although the consumer was killed', fact: 'volume.rows', expected: { fact: 'volume.sent' } },
  { description: 'none of them is lost', fact: 'volume.distinct', expected: { fact: 'volume.sent' } },
];

/** The stream on this machine: simulated buffering with the limits of Firehose, and PostgreSQL in place of Redshift. */
export const rehearsal: Rehearsal<Config> = {
  params: z.object({
    readings: wholeNumber(100, 2_000_000).default(20_000).describe('readings of the last step, in which the consumer is killed repeatedly'),
  }),
  steps: { schema, load, views, stream, averages, latency, current, malformed, volume },
  checks,
  charts,
};
