import type { Chart } from '../../../rehearsal/rehearsal';

export const charts: readonly Chart[] = [
  {
    title: 'Findings by type and severity',
    table: 'scanned',
    spec: {
      transform: [{ filter: "datum.severity != 'none'" }],
      mark: 'bar',
      encoding: {
        y: { field: 'type', type: 'nominal', title: 'type of finding' },
        x: { aggregate: 'count', type: 'quantitative', title: 'files', axis: { tickMinStep: 1 } },
        color: { field: 'severity', type: 'nominal', title: 'severity', sort: ['High', 'Medium', 'Low'] },
      },
    },
  },
  {
    title: 'Matches of our identifiers in each file',
    table: 'matches',
    spec: {
      mark: 'bar',
      encoding: {
        y: { field: 'file', type: 'nominal', title: 'file', sort: '-x' },
        x: { field: 'matches', type: 'quantitative', title: 'matches', scale: { type: 'symlog' } },
        color: { field: 'identifier', type: 'nominal', title: 'identifier' },
      },
    },
  },
  {
    title: 'Where the files are after the findings',
    table: 'delivered',
    spec: {
      mark: 'bar',
      encoding: {
        y: { field: 'is now in', type: 'nominal', title: 'is now in' },
        x: { aggregate: 'count', type: 'quantitative', title: 'files', axis: { tickMinStep: 1 } },
        color: { field: 'severity', type: 'nominal', title: 'severity' },
      },
    },
  },
];
