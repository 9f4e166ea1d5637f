import type { Chart } from '../../../rehearsal/rehearsal';

/** Bars from one time to another; without `binned` they are drawn as lines across. */
const SECONDS = { type: 'quantitative', title: 'Seconds', bin: { binned: true }, axis: { grid: false } };

export const charts: readonly Chart[] = [
  {
    title: 'Trace of one call',
    table: 'Trace of one call',
    spec: {
      width: 460,
      height: { step: 20 },
      encoding: {
        y: { field: 'span', type: 'nominal', title: null, sort: { field: '#' }, axis: { labelLimit: 320, grid: false, ticks: false, domain: false } },
        x: { field: 'from ms', type: 'quantitative', title: 'Milliseconds since the call' },
        x2: { field: 'to ms' },
      },
      layer: [
        {
          mark: { type: 'bar', height: 12, cornerRadius: 2 },
          encoding: { color: { field: 'kind', type: 'nominal', title: 'End of the hop', legend: { orient: 'bottom' } } },
        },
      ],
    },
  },
  {
    title: 'Latency of the calls, the slowest hundredth in the last bar',
    table: 'Latency of the calls',
    spec: {
      width: 460,
      height: 220,
      mark: { type: 'bar' },
      encoding: {
        x: { field: 'from ms', type: 'quantitative', title: 'Milliseconds', bin: { binned: true } },
        x2: { field: 'to ms' },
        y: { field: 'calls', type: 'quantitative', title: 'Calls' },
      },
    },
  },
  overTime('Answers while things were away', 'Answers'),
  overTime('Errors that the services logged while things were away', 'Errors', 'Errors while things were away'),
  overTime('Errors that the services logged while the queue was away', 'Errors', 'Errors while the queue was away'),
];

/** Bars of what was counted, over shades of what was away. */
function overTime(title: string, what: string, table = title): Chart {
  const x = { field: 'from s', ...SECONDS };
  return {
    title,
    table,
    spec: {
      width: 460,
      height: 220,
      layer: [
        {
          transform: [{ filter: '!isValid(datum.number)' }],
          mark: { type: 'rect', opacity: 0.18, color: '#808c96' },
          encoding: { x, x2: { field: 'to s' } },
        },
        {
          transform: [{ filter: '!isValid(datum.number)' }],
          mark: { type: 'text', align: 'left', baseline: 'top', dx: 3, dy: 3, fontSize: 11 },
          encoding: { x, y: { value: 0 }, text: { field: 'what', type: 'nominal' } },
        },
        {
          transform: [{ filter: 'isValid(datum.number)' }],
          mark: { type: 'bar' },
          encoding: {
            x,
            x2: { field: 'to s' },
            y: { field: 'number', type: 'quantitative', title: what, stack: 'zero' },
            color: { field: 'what', type: 'nominal', title: null, legend: { orient: 'bottom', columns: 1, labelLimit: 400 } },
          },
        },
      ],
    },
  };
}
