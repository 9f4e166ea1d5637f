import type { CfnAnalysis } from 'aws-cdk-lib/aws-quicksight';
import { filterControls, SHEET } from './filters';
import { visuals } from './visuals';

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
