import { Match } from 'aws-cdk-lib/assertions';
import { ColumnType, DataSetSource, GeographicRole, type SpiceDataSet, type SpiceDataSetProps } from 'stagecraft-constructs/bi';
import { templateOf } from '../../support/synth';
import { dataSetIn, OWNER, READER } from './lake';

const DATA_SET = 'AWS::QuickSight::DataSet';
const device = { name: 'device', type: ColumnType.STRING };
const cost = { name: 'cost', type: ColumnType.DECIMAL };

describe('with defaults', () => {
  const template = templateOf((stack) => dataSetIn(stack));

  test('imports the table into SPICE and waits for the import', () => {
    template.hasResourceProperties(DATA_SET, {
      ImportMode: 'SPICE',
      IngestionWaitPolicy: { WaitForSpiceIngestion: true },
      PhysicalTableMap: {
        source: {
          RelationalTable: {
            DataSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Source'), 'Arn'] },
            Catalog: 'AwsDataCatalog',
            Schema: 'lake',
            Name: 'rows',
          },
        },
      },
    });
  });

  test('imports decimals in double precision', () => {
    template.hasResourceProperties(DATA_SET, {
      PhysicalTableMap: {
        source: {
          RelationalTable: {
            InputColumns: [
              { Name: 'device', Type: 'STRING', SubType: Match.absent() },
              { Name: 'cost', Type: 'DECIMAL', SubType: 'FLOAT' },
            ],
          },
        },
      },
    });
  });

  test('imports the rows unchanged', () => {
    template.hasResourceProperties(DATA_SET, {
      DataPrepConfiguration: {
        SourceTableMap: { source: { PhysicalTableId: 'source' } },
        TransformStepMap: { import: { ImportTableStep: { Alias: 'import', Source: { SourceTableId: 'source' } } } },
        DestinationTableMap: { rows: { Alias: 'Costs', Source: { TransformOperationId: 'import' } } },
      },
      SemanticModelConfiguration: { TableMap: { rows: { Alias: 'Costs', DestinationTableId: 'rows', SemanticMetadata: Match.absent() } } },
    });
  });

  test('has the construct id as name, no permissions and no refresh schedule', () => {
    template.hasResourceProperties(DATA_SET, { Name: 'Costs', DataSetId: Match.stringLikeRegexp('^TestCosts'), Permissions: Match.absent() });
    template.resourceCountIs('AWS::QuickSight::RefreshSchedule', 0);
  });
});

test('passes a query unchanged, without surrounding white space', () => {
  const template = templateOf((stack) => dataSetIn(stack, { source: DataSetSource.sql('\nSELECT device, cost FROM lake.costs\n') }));

  template.hasResourceProperties(DATA_SET, {
    PhysicalTableMap: {
      source: { CustomSql: { Name: 'Costs', SqlQuery: 'SELECT device, cost FROM lake.costs', Columns: [{ Name: 'device' }, { Name: 'cost' }] } },
    },
  });
});

test('renames columns, then calculates, then sets geographic roles', () => {
  const names: string[] = [];
  const template = templateOf((stack) => {
    const dataSet: SpiceDataSet = dataSetIn(stack, {
      columns: [{ ...device, rename: 'state_lower_case' }, cost],
      calculatedColumns: [
        { name: 'dollars', expression: '{cost} / 100' },
        { name: 'rounded', expression: 'round({dollars}, 2)' },
        { name: 'state', expression: 'toUpper({state_lower_case})', geographicRole: GeographicRole.STATE },
      ],
    });
    names.push(...dataSet.columnNames);
  });

  expect(names).toEqual(['state_lower_case', 'cost', 'dollars', 'rounded', 'state']);
  template.hasResourceProperties(DATA_SET, {
    DataPrepConfiguration: {
      TransformStepMap: {
        import: { ImportTableStep: Match.anyValue() },
        rename: {
          RenameColumnsStep: {
            Alias: 'rename',
            Source: { TransformOperationId: 'import' },
            RenameColumnOperations: [{ ColumnName: 'device', NewColumnName: 'state_lower_case' }],
          },
        },
        calculate: {
          CreateColumnsStep: {
            Alias: 'calculate',
            Source: { TransformOperationId: 'rename' },
            Columns: [
              { ColumnName: 'dollars', ColumnId: 'dollars', Expression: '{cost} / 100' },
              { ColumnName: 'rounded', ColumnId: 'rounded', Expression: 'round({dollars}, 2)' },
              { ColumnName: 'state', ColumnId: 'state', Expression: 'toUpper({state_lower_case})' },
            ],
          },
        },
      },
      DestinationTableMap: { rows: { Source: { TransformOperationId: 'calculate' } } },
    },
    SemanticModelConfiguration: {
      TableMap: {
        rows: {
          SemanticMetadata: { ColumnMetadata: [{ ColumnNames: ['state'], ColumnProperties: [{ SemanticType: { GeographicalRole: 'STATE' } }] }] },
        },
      },
    },
  });
});

test('sets the geographic role of a renamed column by its new name', () => {
  const template = templateOf((stack) => dataSetIn(stack, { columns: [{ ...device, rename: 'zip', geographicRole: GeographicRole.POSTCODE }] }));

  template.hasResourceProperties(DATA_SET, {
    SemanticModelConfiguration: {
      TableMap: {
        rows: {
          SemanticMetadata: { ColumnMetadata: [{ ColumnNames: ['zip'], ColumnProperties: [{ SemanticType: { GeographicalRole: 'POSTCODE' } }] }] },
        },
      },
    },
  });
});

test('refreshDailyAt schedules a daily full refresh', () => {
  const template = templateOf((stack) => dataSetIn(stack, { dataSetId: 'costs', refreshDailyAt: '05:00' }));

  template.hasResource('AWS::QuickSight::RefreshSchedule', {
    DependsOn: [Match.stringLikeRegexp('^Costs')],
    Properties: {
      DataSetId: 'costs',
      Schedule: {
        ScheduleId: 'daily',
        RefreshType: 'FULL_REFRESH',
        ScheduleFrequency: { Interval: 'DAILY', TimeOfTheDay: '05:00', TimeZone: 'UTC' },
      },
    },
  });
});

test('waitForImport: false does not wait for the import', () => {
  const template = templateOf((stack) => dataSetIn(stack, { waitForImport: false }));

  template.hasResourceProperties(DATA_SET, { IngestionWaitPolicy: { WaitForSpiceIngestion: false } });
});

test('takes name, dataSetId, owners and readers', () => {
  const template = templateOf((stack) => dataSetIn(stack, { name: 'Priced readings', dataSetId: 'costs', owners: [OWNER], readers: [READER] }));
  const reading = ['DescribeDataSet', 'DescribeDataSetPermissions', 'PassDataSet', 'DescribeIngestion', 'ListIngestions'];
  const changing = ['UpdateDataSet', 'DeleteDataSet', 'CreateIngestion', 'CancelIngestion', 'UpdateDataSetPermissions'];

  template.hasResourceProperties(DATA_SET, {
    Name: 'Priced readings',
    DataSetId: 'costs',
    SemanticModelConfiguration: { TableMap: { rows: { Alias: 'Priced readings' } } },
    Permissions: [
      { Principal: OWNER, Actions: [...reading, ...changing].map((action) => `quicksight:${action}`) },
      { Principal: READER, Actions: reading.map((action) => `quicksight:${action}`) },
    ],
  });
});

test.each<[string, Partial<SpiceDataSetProps>, RegExp]>([
  ['no columns', { columns: [] }, /columns is empty/],
  ['two columns with one name', { columns: [device, { ...cost, rename: 'device' }] }, /same name.*'device'/],
  ['a calculated column of the same name', { calculatedColumns: [{ name: 'cost', expression: '1' }] }, /same name.*'cost'/],
  [
    'a latitude of type STRING',
    { columns: [{ ...device, geographicRole: GeographicRole.LATITUDE }] },
    /'device' cannot be a latitude.*got STRING; allowed: DECIMAL/,
  ],
  [
    'a postcode of type INTEGER',
    { columns: [{ name: 'zip', type: ColumnType.INTEGER, geographicRole: GeographicRole.POSTCODE }] },
    /'zip' cannot be a postcode.*got INTEGER; allowed: STRING/,
  ],
  [
    'an unknown column in an expression',
    { calculatedColumns: [{ name: 'dollars', expression: '{price} / 100' }] },
    /got \{price\}; allowed: device, cost/,
  ],
  [
    'a column that is calculated later',
    {
      calculatedColumns: [
        { name: 'a', expression: '{b}' },
        { name: 'b', expression: '1' },
      ],
    },
    /expression of 'a' uses an unknown column.*got \{b\}/,
  ],
  ['a time of day after 23:59', { refreshDailyAt: '24:00' }, /not a time of day.*'24:00'.*HH:MM/],
  ['a query with a semicolon', { source: DataSetSource.sql('SELECT device, cost FROM lake.costs; ') }, /not a single SELECT.*remove the semicolon/],
  ['an empty query', { source: DataSetSource.sql(' \n') }, /an empty string.*write the query/],
])('refuses %s', (_, props, message) => {
  expect(() => templateOf((stack) => dataSetIn(stack, props))).toThrow(message);
});
