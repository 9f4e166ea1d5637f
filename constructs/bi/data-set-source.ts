import type { CfnDataSet } from 'aws-cdk-lib/aws-quicksight';
import type { IConstruct } from 'constructs';
import { PropError } from '../errors';
import type { ICatalogTable } from '../lake/table';

/** Source of a data set: a table or a query. */
export class DataSetSource {
  /** All rows of a table. */
  public static table(table: ICatalogTable): DataSetSource {
    return new DataSetSource({ table });
  }

  /**
   * The rows of a custom SQL query.
   *
   * QuickSight wraps the query in parentheses, so it must be one SELECT without a trailing semicolon.
   */
  public static sql(query: string): DataSetSource {
    return new DataSetSource({ query: query.trim() });
  }

  private constructor(private readonly rows: { table: ICatalogTable } | { query: string }) {}

  /** The physical table of `AWS::QuickSight::DataSet`, for the data set. @throws PropError for a query that is empty or ends with a semicolon */
  public bind(scope: IConstruct, name: string, dataSourceArn: string, columns: CfnDataSet.InputColumnProperty[]): CfnDataSet.PhysicalTableProperty {
    if ('query' in this.rows) {
      const { query } = this.rows;
      if (query === '' || query.endsWith(';')) {
        throw new PropError(scope, {
          problem: 'the query is not a single SELECT statement',
          got: query === '' ? 'an empty string' : `'…${query.slice(-30)}'`,
          allowed: 'one SELECT without a trailing semicolon',
          fix: query === '' ? 'write the query' : 'remove the semicolon',
        });
      }
      return { customSql: { dataSourceArn, name, sqlQuery: query, columns } };
    }
    const { database, tableName } = this.rows.table;
    return { relationalTable: { dataSourceArn, catalog: 'AwsDataCatalog', schema: database.databaseName, name: tableName, inputColumns: columns } };
  }
}
