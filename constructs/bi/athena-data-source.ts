import { type IResource, Lazy, Names, Resource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnDataSource } from 'aws-cdk-lib/aws-quicksight';
import type { Construct } from 'constructs';
import { PropError } from '../errors';
import { grantDefaultDatabase, grantReadTables } from '../lake/access';
import type { IAthenaWorkgroup } from '../lake/athena-workgroup';
import type { ICatalogTable } from '../lake/table';
import { type Audience, permissionsOf, type Rights } from './permissions';

/** A QuickSight data source. */
export interface IDataSource extends IResource {
  /** ARN of the data source. */
  readonly dataSourceArn: string;
  /** ID of the data source, unique in the account and region. */
  readonly dataSourceId: string;
}

/** Properties of an `AthenaDataSource`. */
export interface AthenaDataSourceProps extends Audience {
  /** Athena workgroup of the queries. */
  readonly workgroup: IAthenaWorkgroup;

  /** Tables that QuickSight may read, and no others. */
  readonly tables: readonly ICatalogTable[];

  /**
   * Display name.
   *
   * @default - the id of the construct
   */
  readonly name?: string;

  /**
   * ID of the data source, unique in the account and region.
   *
   * @default - derived from the construct's path
   */
  readonly dataSourceId?: string;
}

const RIGHTS: Rights = {
  reader: ['DescribeDataSource', 'DescribeDataSourcePermissions', 'PassDataSource'],
  owner: ['UpdateDataSource', 'DeleteDataSource', 'UpdateDataSourcePermissions'],
};

/**
 * A QuickSight data source for Athena, over TLS, with an IAM role that may read only the given tables.
 *
 * The role replaces the account-wide QuickSight role for this data source, which then needs no access to Athena or S3.
 * Costs nothing. Athena bills queries by the bytes scanned.
 */
export class AthenaDataSource extends Resource implements IDataSource {
  public readonly dataSourceArn: string;
  public readonly dataSourceId: string;
  /** IAM role that QuickSight assumes for queries. */
  public readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: AthenaDataSourceProps) {
    super(scope, id, { physicalName: props.dataSourceId ?? Lazy.string({ produce: () => Names.uniqueResourceName(this, { maxLength: 128 }) }) });
    if (props.tables.length === 0) {
      throw new PropError(this, { problem: 'tables is empty', allowed: 'at least one table', fix: 'pass the tables that QuickSight may read' });
    }

    this.role = new iam.Role(this, 'Role', {
      description: 'Lets QuickSight query the tables of one data source',
      // Without a condition: whether QuickSight sends aws:SourceAccount when it assumes a role is not documented.
      assumedBy: new iam.ServicePrincipal('quicksight.amazonaws.com'),
    });
    this.grantQueries(props);

    const resource = new CfnDataSource(this, 'Resource', {
      awsAccountId: Stack.of(this).account,
      dataSourceId: this.physicalName,
      name: props.name ?? id,
      type: 'ATHENA',
      dataSourceParameters: { athenaParameters: { workGroup: props.workgroup.workgroupName, roleArn: this.role.roleArn } },
      sslProperties: { disableSsl: false },
      permissions: permissionsOf(this, props, RIGHTS),
    });
    // QuickSight connects while it creates the data source, so the policy must exist first.
    resource.node.addDependency(this.role);

    this.dataSourceArn = resource.attrArn;
    this.dataSourceId = this.physicalName;
  }

  private grantQueries({ workgroup, tables }: AthenaDataSourceProps): void {
    const allow = (actions: string[], resource: string) => iam.Grant.addToPrincipal({ grantee: this.role, actions, resourceArns: [resource] });

    workgroup.grantRunQueries(this.role);
    allow(['athena:BatchGetQueryExecution', 'athena:GetQueryResultsStream'], workgroup.workgroupArn);
    allow(
      ['athena:GetDataCatalog', 'athena:GetDatabase', 'athena:GetTableMetadata', 'athena:ListDatabases', 'athena:ListTableMetadata'],
      Stack.of(this).formatArn({ service: 'athena', resource: 'datacatalog', resourceName: 'AwsDataCatalog' }),
    );
    grantReadTables(tables, this.role);
    for (const database of new Set(tables.map((table) => table.database))) grantDefaultDatabase(database, this.role);
  }
}
