import type { CfnAnalysis } from 'aws-cdk-lib/aws-quicksight';
import { column } from 'stagecraft-constructs/bi';

export const SHEET = 'usage';

/** Initial time range of the article's dashboard: fourteen hours, wider than the tariff's peak. */
const opening = { from: '2019-12-21T08:00:00Z', to: '2019-12-21T22:00:00Z' };

/** Filters on local time, hub and state. Hub and state apply to every data set with the column. */
export const filterGroups: readonly CfnAnalysis.FilterGroupProperty[] = [
  {
    filterGroupId: 'time',
    crossDataset: 'SINGLE_DATASET',
    scopeConfiguration: everywhere(),
    status: 'ENABLED',
    filters: [
      {
        timeRangeFilter: {
          filterId: 'time-filter',
          column: column('costs', 'local_time'),
          nullOption: 'NON_NULLS_ONLY',
          timeGranularity: 'MINUTE',
          rangeMinimumValue: { staticValue: opening.from },
          rangeMaximumValue: { staticValue: opening.to },
          includeMinimum: true,
          includeMaximum: true,
        },
      },
    ],
  },
  oneOf('loc_id'),
  oneOf('state'),
];

/** Controls of the filters. */
export const filterControls: readonly CfnAnalysis.FilterControlProperty[] = [
  {
    dateTimePicker: {
      filterControlId: 'time-control',
      sourceFilterId: 'time-filter',
      title: 'Local time',
      type: 'DATE_RANGE',
      displayOptions: { dateTimeFormat: 'YYYY/MM/DD HH:mm' },
    },
  },
  choice('loc_id', 'Hub'),
  choice('state', 'State'),
];

function oneOf(name: 'loc_id' | 'state'): CfnAnalysis.FilterGroupProperty {
  return {
    filterGroupId: name,
    crossDataset: 'ALL_DATASETS',
    scopeConfiguration: everywhere(),
    status: 'ENABLED',
    filters: [
      {
        categoryFilter: {
          filterId: `${name}-filter`,
          column: column('costs', name),
          configuration: {
            filterListConfiguration: { matchOperator: 'CONTAINS', selectAllOptions: 'FILTER_ALL_VALUES', nullOption: 'NON_NULLS_ONLY' },
          },
        },
      },
    ],
  };
}

function choice(name: 'loc_id' | 'state', title: string): CfnAnalysis.FilterControlProperty {
  return { dropdown: { filterControlId: `${name}-control`, sourceFilterId: `${name}-filter`, title, type: 'MULTI_SELECT' } };
}

function everywhere(): CfnAnalysis.FilterScopeConfigurationProperty {
  return { selectedSheets: { sheetVisualScopingConfigurations: [{ sheetId: SHEET, scope: 'ALL_VISUALS' }] } };
}
