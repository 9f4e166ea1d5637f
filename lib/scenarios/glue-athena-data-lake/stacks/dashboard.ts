import { Stack } from 'aws-cdk-lib';
import type { IDatabase } from 'aws-cdk-lib/aws-glue';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Analysis, AthenaDataSource, Dashboard } from 'stagecraft-constructs/bi';
import { CatalogTable, type IAthenaWorkgroup } from 'stagecraft-constructs/lake';
import { ConfigError } from '../../../errors';
import type { ScenarioStage } from '../../stage';
import type { Config, Contract } from '../settings';
import { defineDataSets } from './dashboard/data-sets';
import { filterGroups } from './dashboard/filters';
import { sheet } from './dashboard/sheet';

/** Input of the dashboard from the lake. */
export interface DashboardLake {
  readonly data: IBucket;
  readonly database: IDatabase;
  readonly workgroup: IAthenaWorkgroup;
}

/**
 * The dashboard with its analysis, data sets and data source, in a separate stack because it is optional and deleted before the lake.
 *
 * @throws ConfigError without a principal
 */
export function dashboardStack(stage: ScenarioStage<Contract>, config: Config, lake: DashboardLake): Stack {
  const owners = [ownerOf(config)];
  const stack = new Stack(stage, 'dashboard', { description: 'QuickSight data sets, analysis and dashboard of the smart hubs' });
  const name = 'Residential Electrical Usage Analysis';

  // Queries and a crawler create these tables, each in the folder of its name.
  const made = (id: string, tableName: string) =>
    CatalogTable.fromCatalogTableAttributes(stack, id, { database: lake.database, bucket: lake.data, tableName });
  const tables = {
    costs: made('CostsTable', 'etl_output_parquet'),
    rates: made('RatesTable', 'electricity_rates_parquet'),
    hubs: made('HubsTable', 'smart_hub_locations_parquet'),
  };
  const dataSource = new AthenaDataSource(stack, 'Source', {
    name: stage.fixedName('Smart Hub lake'),
    dataSourceId: stage.fixedName('smart-hub-lake'),
    workgroup: lake.workgroup,
    tables: Object.values(tables),
    owners,
  });
  const dataSets = defineDataSets(stack, { dataSource, tables, owners, idOf: (id) => stage.fixedName(id) });
  const definition = { dataSets, sheets: [sheet], filterGroups };

  new Analysis(stack, 'Analysis', { name, analysisId: stage.fixedName('smart-hub-usage'), definition, owners });
  const dashboard = new Dashboard(stack, 'Dashboard', { name, dashboardId: stage.fixedName('smart-hub-usage'), definition, owners });

  stage.publish(stack, { dashboard: dashboard.dashboardId });
  return stack;
}

function ownerOf({ quicksightPrincipal }: Config): string {
  if (quicksightPrincipal !== '') return quicksightPrincipal;
  throw new ConfigError({
    problem: 'withDashboard needs quicksightPrincipal: a dashboard without an owner is visible to nobody',
    got: "''",
    allowed: 'ARN of a QuickSight user or group',
    fix: "look it up with 'aws quicksight list-users --namespace default --aws-account-id <account>' and pass --set quicksightPrincipal=<arn>",
  });
}
