import type { Stack } from 'aws-cdk-lib';
import { Database } from 'aws-cdk-lib/aws-glue';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  AthenaDataSource,
  type AthenaDataSourceProps,
  ColumnType,
  DataSetSource,
  SpiceDataSet,
  type SpiceDataSetProps,
} from 'stagecraft-constructs/bi';
import { AthenaWorkgroup, CatalogTable, type ICatalogTable } from 'stagecraft-constructs/lake';

export const OWNER = 'arn:aws:quicksight:eu-west-1:111122223333:user/default/owner';
export const READER = 'arn:aws:quicksight:eu-west-1:111122223333:group/default/readers';

/** A table of the database `lake`, with its own bucket. */
export function tableIn(stack: Stack, tableName: string): ICatalogTable {
  const database = Database.fromDatabaseArn(
    stack,
    `${tableName}Database`,
    stack.formatArn({ service: 'glue', resource: 'database', resourceName: 'lake' }),
  );
  const bucket = new s3.Bucket(stack, `${tableName}Bucket`);
  return CatalogTable.fromCatalogTableAttributes(stack, tableName, { database, tableName, bucket });
}

/** A data source over one table. */
export function dataSourceIn(stack: Stack, props: Partial<AthenaDataSourceProps> = {}): AthenaDataSource {
  const workgroup = props.workgroup ?? new AthenaWorkgroup(stack, 'Workgroup');
  return new AthenaDataSource(stack, 'Source', { ...props, workgroup, tables: props.tables ?? [tableIn(stack, 'costs')] });
}

/** A data set of one table with two columns. */
export function dataSetIn(stack: Stack, props: Partial<SpiceDataSetProps> = {}): SpiceDataSet {
  return new SpiceDataSet(stack, 'Costs', {
    dataSource: dataSourceIn(stack),
    source: DataSetSource.table(tableIn(stack, 'rows')),
    columns: [
      { name: 'device', type: ColumnType.STRING },
      { name: 'cost', type: ColumnType.DECIMAL },
    ],
    ...props,
  });
}
