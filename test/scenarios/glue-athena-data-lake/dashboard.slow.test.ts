import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AthenaWorkgroup, CatalogDatabase } from 'stagecraft-constructs/lake';
import { PrivateBucket } from 'stagecraft-constructs/storage';
import { type Contract, config, contract } from '../../../lib/scenarios/glue-athena-data-lake/settings';
import { dashboardStack } from '../../../lib/scenarios/glue-athena-data-lake/stacks/dashboard';
import { filterGroups } from '../../../lib/scenarios/glue-athena-data-lake/stacks/dashboard/filters';
import { sheet, visuals } from '../../../lib/scenarios/glue-athena-data-lake/stacks/dashboard/sheet';
import { ScenarioStage } from '../../../lib/scenarios/stage';
import { statementsOf } from '../../support/synth';

const PRINCIPAL = 'arn:aws:quicksight:eu-west-1:111122223333:user/default/analyst';
const DATA_SET = 'AWS::QuickSight::DataSet';

interface DataSetResource {
  readonly Properties: {
    readonly DataPrepConfiguration: {
      readonly TransformStepMap: { readonly calculate?: { readonly CreateColumnsStep: { readonly Columns: Calculated[] } } };
    };
    readonly SemanticModelConfiguration: {
      readonly TableMap: { readonly rows: { readonly SemanticMetadata?: { readonly ColumnMetadata: Placed[] } } };
    };
  };
}
interface Calculated {
  readonly ColumnName: string;
  readonly Expression: string;
}
interface Placed {
  readonly ColumnNames: string[];
  readonly ColumnProperties: { readonly SemanticType: { readonly GeographicalRole: string } }[];
}

/** The dashboard's stack, beside a lake of the scenario's shape. */
function dashboardTemplate({ quicksightPrincipal = PRINCIPAL, stageName = 'dev' } = {}): Template {
  const app = new App({ builtinCloudFormationValidation: false, analyticsReporting: false, treeMetadata: false });
  const stage = new ScenarioStage<Contract>(app, { scenario: { id: 'glue-athena-data-lake', contract }, stageName });
  const lake = new Stack(stage, 'lake');
  const data = new PrivateBucket(lake, 'Data', {});
  const database = new CatalogDatabase(lake, 'Catalog', { databaseName: stage.fixedName('smart_hub_data_catalog', '_') });
  const workgroup = new AthenaWorkgroup(lake, 'Workgroup', { resultsBucket: data, resultsPrefix: 'tmp' });
  const { dashboard: _, rawCrawlers, ...texts } = contract;
  stage.publish(lake, { ...Object.fromEntries(Object.keys(texts).map((name) => [name, name])), rawCrawlers: Object.keys({ rawCrawlers }) });
  return Template.fromStack(dashboardStack(stage, config.parse({ withDashboard: true, quicksightPrincipal }), { data, database, workgroup }));
}

const template = dashboardTemplate();

function dataSet(id: string): DataSetResource {
  const [found] = Object.values(template.findResources(DATA_SET, { Properties: { DataSetId: id } }));
  return found as unknown as DataSetResource;
}

/** Role of each placed column of a data set. */
function places(id: string): Record<string, string | undefined> {
  const { ColumnMetadata = [] } = dataSet(id).Properties.SemanticModelConfiguration.TableMap.rows.SemanticMetadata ?? {};
  return Object.fromEntries(
    ColumnMetadata.map(({ ColumnNames: [name], ColumnProperties: [property] }) => [name, property?.SemanticType.GeographicalRole]),
  );
}

test('acceptance 17: cost_dollar is cost / 100; state, postcode, latitude and longitude are geographic', () => {
  const calculated = dataSet('smart-hub-costs').Properties.DataPrepConfiguration.TransformStepMap.calculate?.CreateColumnsStep.Columns;

  expect(calculated).toContainEqual({ ColumnName: 'cost_dollar', ColumnId: 'cost_dollar', Expression: '{cost} / 100' });
  expect(places('smart-hub-costs')).toEqual({ state: 'STATE' });
  expect(places('smart-hub-rates')).toEqual({ state: 'STATE' });
  expect(places('smart-hub-locations')).toEqual({ lon: 'LONGITUDE', lat: 'LATITUDE', state: 'STATE', postcode: 'POSTCODE' });
});

test("acceptance 18: seven visuals of the article's types, and filters on time, loc_id and state", () => {
  const definition = {
    Sheets: [
      {
        Visuals: [
          { KPIVisual: { ChartConfiguration: Match.anyValue(), ConditionalFormatting: Match.anyValue() } },
          { PieChartVisual: { ChartConfiguration: { DonutOptions: { ArcOptions: { ArcThickness: 'MEDIUM' } } } } },
          { GeospatialMapVisual: Match.anyValue() },
          { HeatMapVisual: Match.anyValue() },
          { BarChartVisual: { ChartConfiguration: { Orientation: 'VERTICAL', BarsArrangement: 'STACKED' } } },
          { ComboChartVisual: Match.anyValue() },
          { LineChartVisual: { ChartConfiguration: { Type: 'LINE' } } },
        ],
      },
    ],
    FilterGroups: [
      {
        CrossDataset: 'SINGLE_DATASET',
        Filters: [
          {
            TimeRangeFilter: {
              Column: { ColumnName: 'local_time', DataSetIdentifier: 'costs' },
              RangeMinimumValue: { StaticValue: '2019-12-21T08:00:00Z' },
              RangeMaximumValue: { StaticValue: '2019-12-21T22:00:00Z' },
            },
          },
        ],
      },
      { CrossDataset: 'ALL_DATASETS', Filters: [{ CategoryFilter: { Column: { ColumnName: 'loc_id' } } }] },
      { CrossDataset: 'ALL_DATASETS', Filters: [{ CategoryFilter: { Column: { ColumnName: 'state' } } }] },
    ],
  };

  expect(visuals).toHaveLength(7);
  expect(filterGroups).toHaveLength(3);
  const name = 'Residential Electrical Usage Analysis';
  template.hasResourceProperties('AWS::QuickSight::Analysis', { Name: name, AnalysisId: 'smart-hub-usage', Definition: definition });
  template.hasResourceProperties('AWS::QuickSight::Dashboard', { Name: name, DashboardId: 'smart-hub-usage', Definition: definition });
});

test('each visual has a title, one data set and a distinct position', () => {
  const ids = visuals.map((visual) => {
    const [{ visualId, title }] = Object.values(visual) as [{ visualId: string; title: { formatText: { plainText: string } } }];
    const used = new Set([...JSON.stringify(visual).matchAll(/"dataSetIdentifier":"(\w+)"/g)].map(([, id]) => id));
    expect({ visualId, title: title.formatText.plainText, dataSets: used.size }).toEqual({
      visualId,
      title: expect.stringMatching(/\w{3}/),
      dataSets: 1,
    });
    return visualId;
  });

  const cells = new Set<string>();
  const layout = JSON.parse(JSON.stringify(sheet.layouts))[0].configuration.gridLayout;
  for (const { elementId, columnIndex, columnSpan, rowIndex, rowSpan } of layout.elements) {
    for (let column = columnIndex; column < columnIndex + columnSpan; column++) {
      for (let row = rowIndex; row < rowIndex + rowSpan; row++) {
        expect(`${elementId} at ${column},${row} ${cells.has(`${column},${row}`) || column >= 36 ? 'does not fit' : 'fits'}`).toMatch(/fits$/);
        cells.add(`${column},${row}`);
      }
    }
  }
  expect(layout.elements.map(({ elementId }: { elementId: string }) => elementId).sort()).toEqual(ids.sort());
});

test("colors the total from a threshold on, under the article's name", () => {
  expect(visuals[0]).toMatchObject({
    kpiVisual: {
      title: { formatText: { plainText: 'Total Electrical Cost' } },
      conditionalFormatting: {
        conditionalFormattingOptions: [
          { primaryValue: { textColor: { solid: { expression: 'SUM({cost_dollar}) >= 6' } } } },
          { primaryValue: { textColor: { solid: { expression: 'SUM({cost_dollar}) < 6' } } } },
        ],
      },
    },
  });
});

test.each(['heatMapVisual', 'barChartVisual', 'comboChartVisual', 'lineChartVisual'] as const)('time can be drilled in the %s', (kind) => {
  const visual = JSON.stringify(visuals.find((candidate) => kind in candidate)?.[kind]);
  const [, field] = visual.match(/"dateDimensionField":\{"fieldId":"([\w-]+)"/) ?? [];

  expect(visual).toContain(`"columnHierarchies":[{"dateTimeHierarchy":{"hierarchyId":"${field}"}}]`);
});

test('local time, which the table keeps as text, is parsed', () => {
  const calculated = dataSet('smart-hub-costs').Properties.DataPrepConfiguration.TransformStepMap.calculate?.CreateColumnsStep.Columns;

  expect(calculated).toContainEqual(
    expect.objectContaining({ ColumnName: 'local_time', Expression: "parseDate(substring({ts}, 1, 19), 'yyyy-MM-dd HH:mm:ss')" }),
  );
});

test('three data sets: two tables, and the query of the workload with a qualified table name', () => {
  template.resourceCountIs(DATA_SET, 3);
  template.hasResourceProperties(DATA_SET, { PhysicalTableMap: { source: { RelationalTable: { Name: 'etl_output_parquet' } } } });
  template.hasResourceProperties(DATA_SET, { PhysicalTableMap: { source: { RelationalTable: { Name: 'electricity_rates_parquet' } } } });
  template.hasResourceProperties(DATA_SET, {
    PhysicalTableMap: {
      source: {
        CustomSql: {
          SqlQuery: {
            'Fn::Join': [
              '',
              [
                Match.stringLikeRegexp('^SELECT lon, lat, postcode, upper\\(state\\) AS state, hash AS loc_id, tz\\s+FROM "$'),
                { 'Fn::ImportValue': Match.stringLikeRegexp('Catalog') },
                Match.stringLikeRegexp('^"\\."smart_hub_locations_parquet"\\s+WHERE lon IS NOT NULL\\s+AND lat IS NOT NULL'),
              ],
            ],
          },
        },
      },
    },
  });
});

test('does not wait for the first import, because jobs create the tables later; a daily import follows', () => {
  template.allResourcesProperties(DATA_SET, { ImportMode: 'SPICE', IngestionWaitPolicy: { WaitForSpiceIngestion: false } });
  template.resourceCountIs('AWS::QuickSight::RefreshSchedule', 3);
});

test('QuickSight may read only the three tables of the dashboard', () => {
  const folders = statementsOf(template)
    .filter(({ actions }) => actions.includes('s3:GetObject') && !actions.includes('s3:PutObject'))
    .flatMap(({ resources }) => resources.map((resource) => resource.replace(/^.*>\//, '')));
  const [tables] = statementsOf(template).filter(({ actions }) => actions.includes('glue:GetTable'));

  expect(folders.sort()).toEqual(['electricity_rates_parquet/*', 'etl_output_parquet/*', 'smart_hub_locations_parquet/*']);
  expect(tables?.resources.filter((resource) => resource.includes(':table/')).map((resource) => resource.split('/').at(-1))).toEqual([
    'etl_output_parquet',
    'electricity_rates_parquet',
    'smart_hub_locations_parquet',
  ]);
});

test('shares all resources with the configured principal', () => {
  for (const type of ['DataSource', 'DataSet', 'Analysis', 'Dashboard']) {
    template.allResourcesProperties(`AWS::QuickSight::${type}`, { Permissions: [Match.objectLike({ Principal: PRINCIPAL })] });
  }
});

test('publishes the dashboard', () => {
  template.hasOutput('dashboard', { Value: 'smart-hub-usage' });
  template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/stagecraft/glue-athena-data-lake/dev/dashboard', Value: 'smart-hub-usage' });
});

test('has other ids in another stage', () => {
  const other = dashboardTemplate({ stageName: 'trial' });

  other.hasResourceProperties('AWS::QuickSight::Dashboard', { DashboardId: 'smart-hub-usage-trial' });
  other.hasResourceProperties('AWS::QuickSight::DataSource', { DataSourceId: 'smart-hub-lake-trial' });
  other.hasResourceProperties(DATA_SET, { DataSetId: 'smart-hub-costs-trial' });
});

test('refuses to be deployed without a principal, with the command that lists them', () => {
  expect(() => dashboardTemplate({ quicksightPrincipal: '' })).toThrow(
    /withDashboard needs quicksightPrincipal.*got ''; allowed: ARN of a QuickSight user or group;.*aws quicksight list-users.*--set quicksightPrincipal=<arn>/,
  );
});
