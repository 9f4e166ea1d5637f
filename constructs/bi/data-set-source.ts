import type { CfnDataSet } from 'aws-cdk-lib/aws-quicksight';
import type { IConstruct } from 'constructs';
import { PropError } from '../errors';
import type { ICatalogTable } from '../lake/table';

/** Where the rows of a data set come from. */
export class DataSetSource {
  /** Every row of a table. */
  public static table(table: ICatalogTable): DataSetSource {
    return new DataSetSource({ table });
  }

  /**
   * The rows of a query.
   *
   * QuickSight puts the text between parentheses, so it must be one SELECT without a semicolon behind it.
   */
  public static sql(query: string): DataSetSource {
    return new DataSetSource({ query: query.trim() });
  }

  private constructor(private readonly rows: { table: ICatalogTable } | { query: string }) {}

  /** The physical table of `AWS::QuickSight::DataSet`. Called by the data set. @throws PropError for a query that ends with a semicolon */
  public bind(scope: IConstruct, name: string, dataSourceArn: string, columns: CfnDataSet.InputColumnProperty[]): CfnDataSet.PhysicalTableProperty {
    if ('query' in this.rows) {
      const { query } = this.rows;
      if (query === '' || query.endsWith(';')) {
        throw new PropError(scope, {
          problem: 'the query cannot be put between parentheses',
          got: query === '' ? 'an empty text' : `'…${query.slice(-30)}'`,
          allowed: 'one SELECT without a semicolon behind it',
          fix: query === '' ? 'write the query' : 'remove the semicolon',
        });
      }
      return { customSql: { dataSourceArn, name, sqlQuery: query, columns } };
    }
    const { database, tableName } = this.rows.table;
    return { relationalTable: { dataSourceArn, catalog: 'AwsDataCatalog', schema: database.databaseName, name: tableName, inputColumns: columns } };
  }
}
