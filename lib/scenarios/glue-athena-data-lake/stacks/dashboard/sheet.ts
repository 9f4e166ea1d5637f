import type { CfnAnalysis } from 'aws-cdk-lib/aws-quicksight';
import { category, column, count, measure, money, number, time, timeHierarchy, title } from 'stagecraft-constructs/bi';
import { filterControls, SHEET } from './filters';

/** Dollars above which the total is red: the rehearsal's daily budget. */
const DEAR = 6;

const device = column('costs', 'device');

const localTime = column('costs', 'local_time');

const kwh = column('costs', 'kwh');

const dollars = column('costs', 'cost_dollar');

const hubs: CfnAnalysis.VisualProperty = {
  geospatialMapVisual: {
    visualId: 'hubs',
    title: title('Smart Hubs'),
    chartConfiguration: {
      fieldWells: {
        geospatialMapAggregatedFieldWells: {
          geospatial: [number('hubs-lat', column('hubs', 'lat')), number('hubs-lon', column('hubs', 'lon'))],
          values: [count('hubs-count', column('hubs', 'loc_id'), 'DISTINCT_COUNT')],
          colors: [category('hubs-state', column('hubs', 'state'))],
        },
      },
    },
  },
};

const costByDevice: CfnAnalysis.VisualProperty = {
  pieChartVisual: {
    visualId: 'cost-by-device',
    title: title('Cost by Device'),
    chartConfiguration: {
      fieldWells: {
        pieChartAggregatedFieldWells: {
          category: [category('cost-by-device-device', device)],
          values: [money('cost-by-device-cost', dollars, 'USD')],
        },
      },
      donutOptions: { arcOptions: { arcThickness: 'MEDIUM' }, donutCenterOptions: { labelVisibility: 'VISIBLE' } },
    },
  },
};

const usageByDeviceAndHour: CfnAnalysis.VisualProperty = {
  heatMapVisual: {
    visualId: 'usage-by-device-and-hour',
    title: title('Usage by Device and Hour (kWh)'),
    chartConfiguration: {
      fieldWells: {
        heatMapAggregatedFieldWells: {
          rows: [category('heat-device', device)],
          columns: [time('heat-hour', localTime, 'HOUR')],
          values: [measure('heat-kwh', kwh, 'SUM')],
        },
      },
    },
    columnHierarchies: [timeHierarchy('heat-hour')],
  },
};

const totalCost: CfnAnalysis.VisualProperty = {
  kpiVisual: {
    visualId: 'total-cost',
    title: title('Total Electrical Cost'),
    chartConfiguration: { fieldWells: { values: [money('total-cost-cost', dollars, 'USD')] } },
    conditionalFormatting: {
      conditionalFormattingOptions: [
        { primaryValue: { textColor: { solid: { expression: `SUM({cost_dollar}) >= ${DEAR}`, color: '#C0392B' } } } },
        { primaryValue: { textColor: { solid: { expression: `SUM({cost_dollar}) < ${DEAR}`, color: '#1E8449' } } } },
      ],
    },
  },
};

const usageAndRate: CfnAnalysis.VisualProperty = {
  comboChartVisual: {
    visualId: 'usage-and-rate',
    title: title('Usage (kWh) and Rate (cents per kWh) by Hour'),
    chartConfiguration: {
      barsArrangement: 'CLUSTERED',
      fieldWells: {
        comboChartAggregatedFieldWells: {
          category: [time('combo-hour', localTime, 'HOUR')],
          barValues: [measure('combo-kwh', kwh, 'SUM')],
          // A visual has one data set, so the rate is the one that the enrichment joined to each reading.
          lineValues: [measure('combo-rate', column('costs', 'cents_per_kwh'), 'AVERAGE')],
        },
      },
    },
    columnHierarchies: [timeHierarchy('combo-hour')],
  },
};

const costByHour: CfnAnalysis.VisualProperty = {
  barChartVisual: {
    visualId: 'cost-by-hour',
    title: title('Cost by Hour and Device'),
    chartConfiguration: {
      orientation: 'VERTICAL',
      barsArrangement: 'STACKED',
      fieldWells: {
        barChartAggregatedFieldWells: {
          category: [time('bar-hour', localTime, 'HOUR')],
          values: [money('bar-cost', dollars, 'USD')],
          colors: [category('bar-device', device)],
        },
      },
    },
    columnHierarchies: [timeHierarchy('bar-hour')],
  },
};

const usageOverTime: CfnAnalysis.VisualProperty = {
  lineChartVisual: {
    visualId: 'usage-over-time',
    title: title('Usage over Time (kWh)'),
    chartConfiguration: {
      type: 'LINE',
      fieldWells: {
        lineChartAggregatedFieldWells: { category: [time('line-minute', localTime, 'MINUTE')], values: [measure('line-kwh', kwh, 'SUM')] },
      },
    },
    columnHierarchies: [timeHierarchy('line-minute')],
  },
};

/** The seven visuals of the article's dashboard. Time drills from hours up to days and down to minutes. */
export const visuals: readonly CfnAnalysis.VisualProperty[] = [
  totalCost,
  costByDevice,
  hubs,
  usageByDeviceAndHour,
  costByHour,
  usageAndRate,
  usageOverTime,
];

/** Position of each visual on a grid of 36 columns: left, top, width, height. */
const places: Readonly<Record<string, readonly [number, number, number, number]>> = {
  'total-cost': [0, 0, 8, 12],
  'cost-by-device': [8, 0, 12, 12],
  hubs: [20, 0, 16, 12],
  'usage-by-device-and-hour': [0, 12, 18, 12],
  'cost-by-hour': [18, 12, 18, 12],
  'usage-and-rate': [0, 24, 18, 12],
  'usage-over-time': [18, 24, 18, 12],
};

/** The sheet of the dashboard, with controls above visuals. */
export const sheet: CfnAnalysis.SheetDefinitionProperty = {
  sheetId: SHEET,
  name: 'Residential Electrical Usage',
  contentType: 'INTERACTIVE',
  visuals: [...visuals],
  filterControls: [...filterControls],
  sheetControlLayouts: [
    {
      configuration: {
        gridLayout: {
          elements: ['time-control', 'loc_id-control', 'state-control'].map((elementId) => ({
            elementId,
            elementType: 'FILTER_CONTROL',
            columnSpan: 2,
            rowSpan: 1,
          })),
        },
      },
    },
  ],
  layouts: [
    {
      configuration: {
        gridLayout: {
          canvasSizeOptions: { screenCanvasSizeOptions: { resizeOption: 'RESPONSIVE' } },
          elements: Object.entries(places).map(([elementId, [columnIndex, rowIndex, columnSpan, rowSpan]]) => ({
            elementId,
            elementType: 'VISUAL',
            columnIndex,
            rowIndex,
            columnSpan,
            rowSpan,
          })),
        },
      },
    },
  ],
};
