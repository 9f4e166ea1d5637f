import { readFileSync } from 'node:fs';
import type { Construct } from 'constructs';
import { ColumnType, DataSetSource, GeographicRole, type IDataSource, SpiceDataSet } from 'stagecraft-constructs/bi';
import type { ICatalogTable } from 'stagecraft-constructs/lake';
import { queries } from '../../../../../workloads/glue-athena-data-lake/statements';
import { workload } from '../../../../paths';

const { DECIMAL, INTEGER, STRING } = ColumnType;

/** Data sets of the dashboard, by the identifiers in visuals and filters. */
export interface DashboardTables {
  /** Enriched readings. */
  readonly costs: ICatalogTable;
  /** Rates by hour, in cents per kilowatt-hour. */
  readonly rates: ICatalogTable;
  /** Addresses of the hubs. */
  readonly hubs: ICatalogTable;
}

/** The data sets by their identifiers. */
export type DataSets = Readonly<Record<keyof DashboardTables, SpiceDataSet>>;

export interface DataSetsProps {
  readonly dataSource: IDataSource;
  readonly tables: DashboardTables;
  readonly owners: readonly string[];
  /** Resource id in this stage. */
  idOf(id: string): string;
}

/**
 * Defines the three data sets.
 *
 * The jobs create the tables, so the first SPICE ingestion fails before them; it must not fail the deployment, and the daily one succeeds.
 * `loc_id` and `state` mean the same in each data set that has them, so that one filter serves all.
 */
export function defineDataSets(scope: Construct, { dataSource, tables, owners, idOf }: DataSetsProps): DataSets {
  const shared = { dataSource, owners, waitForImport: false, refreshDailyAt: '05:00' };
  const lowerCaseState = { name: 'state', type: STRING, rename: 'state_lower_case' };
  const state = { name: 'state', expression: 'toUpper({state_lower_case})', geographicRole: GeographicRole.STATE };

  const costs = new SpiceDataSet(scope, 'Costs', {
    ...shared,
    name: tables.costs.tableName,
    dataSetId: idOf('smart-hub-costs'),
    source: DataSetSource.table(tables.costs),
    columns: [
      { name: 'ts', type: STRING },
      { name: 'device', type: STRING },
      { name: 'location', type: STRING },
      { name: 'type', type: STRING },
      { name: 'kwh', type: DECIMAL },
      { name: 'cents_per_kwh', type: DECIMAL },
      { name: 'cost', type: DECIMAL },
      lowerCaseState,
      { name: 'loc_id', type: STRING },
    ],
    calculatedColumns: [
      // The table stores local time as text, with milliseconds that are always zero.
      { name: 'local_time', expression: "parseDate(substring({ts}, 1, 19), 'yyyy-MM-dd HH:mm:ss')" },
      { name: 'cost_dollar', expression: '{cost} / 100' },
      state,
    ],
  });

  const rates = new SpiceDataSet(scope, 'Rates', {
    ...shared,
    name: tables.rates.tableName,
    dataSetId: idOf('smart-hub-rates'),
    source: DataSetSource.table(tables.rates),
    columns: [
      { name: 'from', type: STRING },
      { name: 'to', type: STRING },
      { name: 'type', type: STRING },
      { name: 'rate', type: DECIMAL },
      { name: 'year', type: INTEGER },
      { name: 'month', type: INTEGER },
      lowerCaseState,
    ],
    calculatedColumns: [state],
  });

  const hubs = new SpiceDataSet(scope, 'Hubs', {
    ...shared,
    name: 'smart_hubs_on_a_map',
    dataSetId: idOf('smart-hub-locations'),
    source: DataSetSource.sql(hubsQuery(tables.hubs)),
    columns: [
      { name: 'lon', type: DECIMAL, geographicRole: GeographicRole.LONGITUDE },
      { name: 'lat', type: DECIMAL, geographicRole: GeographicRole.LATITUDE },
      { name: 'postcode', type: INTEGER, rename: 'postcode_number' },
      { name: 'state', type: STRING, geographicRole: GeographicRole.STATE },
      { name: 'loc_id', type: STRING },
      { name: 'tz', type: STRING },
    ],
    // QuickSight only accepts text for geospatial fields.
    calculatedColumns: [{ name: 'postcode', expression: 'toString({postcode_number})', geographicRole: GeographicRole.POSTCODE }],
  });

  return { costs, rates, hubs };
}

/** QuickSight runs a query without a default database, so the table name is qualified. */
function hubsQuery({ database, tableName }: ICatalogTable): string {
  const query = readFileSync(workload('glue-athena-data-lake', 'sql', queries.hubLocations.file), 'utf8');
  return query.replaceAll(tableName, () => `"${database.databaseName}"."${tableName}"`);
}
