import type { Table } from '../../lib/contract/values';
import type { ReportInput } from '../../lib/rehearsal/result';

const DEVICES: readonly (readonly [string, number])[] = [
  ['Central Air Conditioner', 355.62],
  ['Refrigerator', 94.96],
  ['Clothes Dryer', 67.82],
  ['Clothes Washer', 26.59],
  ['Dishwasher', 10.32],
  ['Hair Dryer', 7.84],
];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

function load(device: number, hour: number): number {
  return Math.round((Math.sin((hour + device * 3) / 4) + 1.4) * (60 - device * 8)) / 100;
}

const usage: Table = {
  columns: ['device', 'hour', 'kwh', 'rate', 'type', 'cost'],
  rows: DEVICES.flatMap(([device], at) =>
    HOURS.map((hour) => {
      const peak = hour >= 13 && hour < 20;
      const rate = peak ? 12.623 : 7.232;
      return [device, hour, load(at, hour), rate, peak ? 'peak' : 'partial-peak', Math.round(load(at, hour) * rate * 100) / 100];
    }),
  ),
};
const hubs: Table = {
  columns: ['lon', 'lat', 'state'],
  rows: Array.from({ length: 160 }, (_, at) => [-122.8 + Math.sin(at * 7) * 0.06, 45.48 + Math.cos(at * 11) * 0.05, at % 3 === 0 ? 'CA' : 'OR']),
};
const cost: Table = { columns: ['device', 'total_cost'], rows: DEVICES.map(([device, cents]) => [device, cents / 100]) };
const total: Table = { columns: ['dollars'], rows: [[5.87]] };

/** A finished rehearsal with every kind of outcome, shaped like that of a data lake. */
export function sampleReport(): ReportInput {
  return {
    tables: new Map([
      ['cost-by-device', cost],
      ['usage', usage],
      ['hubs', hubs],
      ['total', total],
    ]),
    charts: [
      {
        title: 'Cost by device',
        table: 'cost-by-device',
        spec: {
          mark: { type: 'arc', innerRadius: 70 },
          encoding: {
            theta: { field: 'total_cost', type: 'quantitative' },
            color: { field: 'device', type: 'nominal', sort: null, title: 'Device' },
          },
        },
      },
      {
        title: 'Energy by device and hour',
        table: 'usage',
        spec: {
          mark: 'rect',
          encoding: {
            x: { field: 'hour', type: 'ordinal', title: 'Local hour', axis: { labelAngle: 0 } },
            y: { field: 'device', type: 'nominal', title: null },
            color: { field: 'kwh', type: 'quantitative', title: 'kWh' },
          },
        },
      },
      {
        title: 'Energy and rate by hour',
        table: 'usage',
        spec: {
          width: 900,
          encoding: { x: { field: 'hour', type: 'ordinal', title: 'Local hour', axis: { labelAngle: 0 } } },
          layer: [
            { mark: 'bar', encoding: { y: { aggregate: 'sum', field: 'kwh', type: 'quantitative', title: 'kWh' } } },
            {
              mark: { type: 'line', point: true, color: '#e2873a' },
              encoding: { y: { aggregate: 'mean', field: 'rate', type: 'quantitative', title: 'Cents per kWh' } },
            },
          ],
          resolve: { scale: { y: 'independent' } },
        },
      },
      {
        title: 'Hubs',
        table: 'hubs',
        spec: {
          mark: 'circle',
          encoding: {
            longitude: { field: 'lon', type: 'quantitative' },
            latitude: { field: 'lat', type: 'quantitative' },
            color: { field: 'state', type: 'nominal' },
          },
        },
      },
      {
        title: 'Total electrical cost',
        table: 'total',
        spec: {
          height: 120,
          mark: { type: 'text', fontSize: 54, fontWeight: 700 },
          encoding: { text: { field: 'dollars', type: 'quantitative', format: '$.2f' } },
        },
      },
      {
        title: 'Cost by hour and rate period',
        table: 'usage',
        spec: {
          mark: 'bar',
          encoding: {
            x: { field: 'hour', type: 'ordinal', title: 'Local hour', axis: { labelAngle: 0 } },
            y: { aggregate: 'sum', field: 'cost', type: 'quantitative', title: 'Cents' },
            color: { field: 'type', type: 'nominal', title: 'Period' },
          },
        },
      },
      { title: 'Washer & dryer', table: 'laundry', spec: { mark: 'line' } },
    ],
    changes: [
      { article: 'Glue 1.0', here: 'Glue 5.1', why: 'Glue 1.0 ended on 1 April 2026' },
      { article: 'workgroup primary', here: 'an own workgroup with a bytes scanned cutoff', why: 'settings that nobody can override' },
    ],
    result: {
      scenario: 'lake',
      title: 'Serverless data lake with Glue, Athena and QuickSight',
      article: { title: 'Getting Started with Data Analysis on AWS', published: '2020-01' },
      story:
        'An electricity provider measures ten circuits of each household every five minutes. Raw JSON, CSV and XML become partitioned Parquet, are priced by SQL and end in a dashboard.',
      stage: 'dev',
      started: '2026-11-21T15:16:19.000Z',
      seconds: 6.42,
      passed: false,
      requireAll: false,
      data: { kind: 'generated', folder: '/tmp/out/lake/data', defaults: true },
      params: { hub: 'b6a8d42425fde548' },
      engines: [{ id: 'duckdb', title: 'DuckDB', version: 'v1.5.5' }],
      calls: [],
      access: { isAllowed: true, roles: [], unassigned: [], findings: [] },
      recording: 0,
      judging: 0,
      report: '/tmp/out/lake/report.html',
      steps: [
        { id: 'synthesize', title: 'Synthesize the stacks', state: 'passed', seconds: 0.71, facts: { stacks: 3, resources: 61 }, missing: [] },
        {
          id: 'validate',
          title: 'Validate the templates',
          state: 'passed',
          seconds: 2.1,
          facts: { templates: 3, findings: 0, accepted: 24 },
          missing: [],
        },
        { id: 'data', title: 'Generate the data', state: 'passed', seconds: 0.32, facts: { files: 14, rows: 5840 }, missing: [] },
        {
          id: 'rates',
          title: 'Turn the rates from XML into Parquet',
          state: 'skipped',
          seconds: 0.2,
          facts: { rows: 96 },
          missing: [{ id: 'spark', title: 'Apache Spark', install: 'pip install pyspark==3.5.6' }],
          standIn: 'rates written by DuckDB',
        },
        {
          id: 'enrich',
          title: 'Enrich one hub for two days',
          state: 'passed',
          seconds: 2.6,
          facts: { rows: 5760, cost: 1151.7142, state: 'or' },
          missing: [],
        },
        {
          id: 'compact',
          title: 'Compact the enriched readings',
          state: 'failed',
          seconds: 0.4,
          facts: {},
          missing: [],
          error: { problem: 'Binder Error: no column <cost>', got: "'cost & kwh'", fix: 'correct what the step ran, and repeat the rehearsal' },
        },
        { id: 'show', title: 'Ask what each device cost', state: 'not run', seconds: 0, facts: {}, missing: [] },
      ],
      checks: [
        { description: 'two days of one hub are 5,760 rows', fact: 'enrich.rows', state: 'passed', got: 5760, expected: 5760 },
        { description: 'the rates are 96 rows', fact: 'rates.rows', state: 'skipped', reason: 'step rates was skipped' },
        { description: 'a day costs 586.69 cents', fact: 'enrich.cost', state: 'failed', got: 1151.7142, expected: 586.69, tolerance: 0.01 },
        { description: '138.87 cents off peak', fact: 'enrich.offPeak', state: 'skipped', reason: "about the article's own sample", elsewhere: true },
      ],
    },
  };
}
