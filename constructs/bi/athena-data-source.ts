import { type IResource, Lazy, Names, Resource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnDataSource } from 'aws-cdk-lib/aws-quicksight';
import type { Construct } from 'constructs';
import { PropError } from '../errors';
import { grantReadTables } from '../lake/access';
import type { IAthenaWorkgroup } from '../lake/athena-workgroup';
import type { ICatalogTable } from '../lake/table';
import { type Audience, permissionsOf, type Rights } from './permissions';

/** Something that data sets of QuickSight read from. */
export interface IDataSource extends IResource {
  /** ARN of the data source. */
  readonly dataSourceArn: string;
  /** Id of the data source, unique in the account and region. */
  readonly dataSourceId: string;
}

/** Properties of an `AthenaDataSource`. */
export interface AthenaDataSourceProps extends Audience {
  /** Workgroup in which QuickSight runs its queries. */
  readonly workgroup: IAthenaWorkgroup;

  /** Tables that QuickSight may read; it can read no others. */
  readonly tables: readonly ICatalogTable[];

  /**
   * Name that QuickSight shows.
   *
   * @default - the id of the construct
   */
  readonly name?: string;

  /**
   * Id of the data source, unique in the account and region.
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
 * Athena as a source of QuickSight, over TLS, by a role of its own that may read the named tables and nothing else.
 *
 * The role replaces the account-wide role of QuickSight for this source, so the account-wide one needs no access to Athena or S3.
 * Costs nothing by itself. Queries are billed by the bytes they scan.
 */
export class AthenaDataSource extends Resource implements IDataSource {
  public readonly dataSourceArn: string;
  public readonly dataSourceId: string;
  /** Role that QuickSight takes on to query. */
  public readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: AthenaDataSourceProps) {
    super(scope, id, { physicalName: props.dataSourceId ?? Lazy.string({ produce: () => Names.uniqueResourceName(this, { maxLength: 128 }) }) });
    if (props.tables.length === 0) {
      throw new PropError(this, { problem: 'a data source without tables can read nothing', fix: 'name at least one table in tables' });
    }

    this.role = new iam.Role(this, 'Role', {
      description: 'Lets QuickSight query the tables of one data source',
      assumedBy: new iam.ServicePrincipal('quicksight.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
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
    // QuickSight connects while it creates the source, so the policy has to be there first.
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
  }
}
