import { type IResource, Lazy, Names, Resource, Stack } from 'aws-cdk-lib';
import { CfnDataSet, CfnRefreshSchedule } from 'aws-cdk-lib/aws-quicksight';
import type { Construct } from 'constructs';
import { checkText } from '../checks/text';
import type { IDataSource } from './athena-data-source';
import { type CalculatedColumn, columnNamesOf, type DataSetColumn, inputColumnsOf, preparationOf, refuseWrongColumns } from './data-set-columns';
import type { DataSetSource } from './data-set-source';
import { type Audience, permissionsOf, type Rights } from './permissions';

/** A QuickSight data set. */
export interface IDataSet extends IResource {
  /** ARN of the data set. */
  readonly dataSetArn: string;
  /** ID of the data set, unique in the account and region. */
  readonly dataSetId: string;
  /** Names of the columns, including calculated columns. */
  readonly columnNames: readonly string[];
}

/** Properties of a `SpiceDataSet`. */
export interface SpiceDataSetProps extends Audience {
  /** Data source of the import. */
  readonly dataSource: IDataSource;

  /** Table or query to import. */
  readonly source: DataSetSource;

  /** Columns to import, by their names in the source. */
  readonly columns: readonly DataSetColumn[];

  /**
   * Calculated columns, computed at import; each may use the columns before it.
   *
   * @default - none
   */
  readonly calculatedColumns?: readonly CalculatedColumn[];

  /**
   * Time of a daily full refresh, as `HH:MM` in UTC.
   *
   * @default - none: the data set keeps the first import
   */
  readonly refreshDailyAt?: string;

  /**
   * Make the deployment wait for the first import, and fail if the import fails.
   *
   * @default true
   */
  readonly waitForImport?: boolean;

  /**
   * Display name.
   *
   * @default - the id of the construct
   */
  readonly name?: string;

  /**
   * ID of the data set, unique in the account and region.
   *
   * @default - derived from the construct's path
   */
  readonly dataSetId?: string;
}

const RIGHTS: Rights = {
  reader: ['DescribeDataSet', 'DescribeDataSetPermissions', 'PassDataSet', 'DescribeIngestion', 'ListIngestions'],
  owner: ['UpdateDataSet', 'DeleteDataSet', 'CreateIngestion', 'CancelIngestion', 'UpdateDataSetPermissions'],
};

/**
 * A QuickSight data set that imports rows into SPICE, so that dashboards do not query the source.
 *
 * It is deleted with the stack, since its rows can be imported again. Uses SPICE capacity of the account.
 */
export class SpiceDataSet extends Resource implements IDataSet {
  public readonly dataSetArn: string;
  public readonly dataSetId: string;
  public readonly columnNames: readonly string[];

  constructor(scope: Construct, id: string, props: SpiceDataSetProps) {
    super(scope, id, { physicalName: props.dataSetId ?? Lazy.string({ produce: () => Names.uniqueResourceName(this, { maxLength: 128 }) }) });
    const { columns, calculatedColumns = [], refreshDailyAt } = props;
    refuseWrongColumns(this, columns, calculatedColumns);

    const name = props.name ?? id;
    const resource = new CfnDataSet(this, 'Resource', {
      awsAccountId: Stack.of(this).account,
      dataSetId: this.physicalName,
      name,
      importMode: 'SPICE',
      ingestionWaitPolicy: { waitForSpiceIngestion: props.waitForImport ?? true },
      physicalTableMap: { source: props.source.bind(this, id, props.dataSource.dataSourceArn, inputColumnsOf(columns)) },
      ...preparationOf(name, 'source', columns, calculatedColumns),
      permissions: permissionsOf(this, props, RIGHTS),
    });
    this.dataSetArn = resource.attrArn;
    this.dataSetId = this.physicalName;
    this.columnNames = columnNamesOf(columns, calculatedColumns);

    if (refreshDailyAt !== undefined) this.refresh(resource, refreshDailyAt);
  }

  private refresh(dataSet: CfnDataSet, timeOfTheDay: string): void {
    checkText(this, 'refreshDailyAt', timeOfTheDay, {
      problem: 'is not a time of day',
      form: /^([01]\d|2[0-3]):[0-5]\d$/,
      allowed: 'HH:MM from 00:00 to 23:59',
      fix: "write it like '05:00'",
    });
    const schedule = new CfnRefreshSchedule(this, 'Refresh', {
      awsAccountId: Stack.of(this).account,
      dataSetId: this.physicalName,
      schedule: { scheduleId: 'daily', refreshType: 'FULL_REFRESH', scheduleFrequency: { interval: 'DAILY', timeOfTheDay, timeZone: 'UTC' } },
    });
    schedule.node.addDependency(dataSet);
  }
}
