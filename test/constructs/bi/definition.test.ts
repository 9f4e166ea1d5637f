import { Stack } from 'aws-cdk-lib';
import type { CfnAnalysis } from 'aws-cdk-lib/aws-quicksight';
import { category, column, type Definition, definitionOf, measure, title } from 'stagecraft-constructs/bi';
import { dataSetIn } from './lake';

const donut: CfnAnalysis.VisualProperty = {
  pieChartVisual: {
    visualId: 'donut',
    title: title('Cost by device'),
    chartConfiguration: {
      fieldWells: {
        pieChartAggregatedFieldWells: {
          category: [category('device', column('costs', 'device'))],
          values: [measure('cost', column('costs', 'cost'), 'SUM')],
        },
      },
    },
  },
};

const sheet = {
  sheetId: 'sheet',
  visuals: [donut],
  filterControls: [{ dropdown: { filterControlId: 'control', sourceFilterId: 'filter', title: 'Device' } }],
  layouts: [{ configuration: { gridLayout: { elements: [{ elementId: 'donut', elementType: 'VISUAL', columnSpan: 6, rowSpan: 6 }] } } }],
};

const filterGroup = {
  filterGroupId: 'group',
  crossDataset: 'SINGLE_DATASET',
  scopeConfiguration: {
    selectedSheets: { sheetVisualScopingConfigurations: [{ sheetId: 'sheet', scope: 'SELECTED_VISUALS', visualIds: ['donut'] }] },
  },
  filters: [
    {
      categoryFilter: {
        filterId: 'filter',
        column: column('costs', 'device'),
        configuration: { filterListConfiguration: { matchOperator: 'CONTAINS' } },
      },
    },
  ],
};

function defined(change: Partial<Definition> = {}) {
  const stack = new Stack();
  return stack.resolve(definitionOf(stack, { dataSets: { costs: dataSetIn(stack) }, sheets: [sheet], filterGroups: [filterGroup], ...change }));
}

test('declares its data sets and keeps sheets and filters unchanged', () => {
  expect(defined()).toEqual({
    dataSetIdentifierDeclarations: [{ identifier: 'costs', dataSetArn: { 'Fn::GetAtt': [expect.stringMatching(/^Costs/), 'Arn'] } }],
    sheets: [sheet],
    filterGroups: [filterGroup],
    calculatedFields: [],
  });
});

test('accepts a visual with a calculated field', () => {
  const visual = {
    kpiVisual: { visualId: 'kpi', chartConfiguration: { fieldWells: { values: [measure('mean', column('costs', 'mean'), 'SUM')] } } },
  };
  const calculatedFields = [{ dataSetIdentifier: 'costs', name: 'mean', expression: 'avg({cost})' }];

  const { calculatedFields: kept } = defined({ sheets: [{ sheetId: 'sheet', visuals: [visual] }], filterGroups: undefined, calculatedFields });

  expect(kept).toEqual(calculatedFields);
});

const filterOn = (of: ReturnType<typeof column>) => ({
  ...filterGroup,
  filters: [{ categoryFilter: { filterId: 'filter', column: of, configuration: {} } }],
});

const everywhere = { ...filterGroup, scopeConfiguration: {} };

test.each<[string, Partial<Definition>, RegExp]>([
  ['an undeclared data set', { filterGroups: [filterOn(column('prices', 'device'))] }, /undeclared data set.*got 'prices'; allowed: costs/],
  [
    'a column that its data set lacks',
    { filterGroups: [filterOn(column('costs', 'watts'))] },
    /'costs' has no such column.*got 'watts'; allowed: device, cost/,
  ],
  [
    'a field that is calculated for another data set',
    { filterGroups: [filterOn(column('costs', 'mean'))], calculatedFields: [{ dataSetIdentifier: 'other', name: 'mean', expression: '1' }] },
    /got 'mean'/,
  ],
  ['two visuals with one id', { sheets: [{ ...sheet, visuals: [donut, donut] }] }, /same visualId.*got 'donut'/],
  [
    'two filters with one id',
    { filterGroups: [{ ...filterGroup, filters: [...filterGroup.filters, ...filterGroup.filters] }] },
    /same filterId.*got 'filter'/,
  ],
  ['a layout element of an unknown visual', { sheets: [{ ...sheet, visuals: [] }], filterGroups: [everywhere] }, /elementId is unknown.*got 'donut'/],
  ['a control of an unknown filter', { filterGroups: [] }, /sourceFilterId is unknown.*got 'filter'/],
  [
    'a filter on an unknown sheet',
    {
      filterGroups: [
        {
          ...filterGroup,
          scopeConfiguration: { selectedSheets: { sheetVisualScopingConfigurations: [{ sheetId: 'other', scope: 'ALL_VISUALS' }] } },
        },
      ],
    },
    /sheetId is unknown.*got 'other'; allowed: sheet/,
  ],
  [
    'a filter on an unknown visual',
    {
      filterGroups: [
        {
          ...filterGroup,
          scopeConfiguration: {
            selectedSheets: { sheetVisualScopingConfigurations: [{ sheetId: 'sheet', scope: 'SELECTED_VISUALS', visualIds: ['donut', 'map'] }] },
          },
        },
      ],
    },
    /visualIds is unknown.*got 'map'; allowed: donut/,
  ],
])('refuses %s', (_, change, message) => {
  expect(() => defined(change)).toThrow(message);
});
