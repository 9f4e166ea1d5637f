import { RemovalPolicy, Token } from 'aws-cdk-lib';
import * as serverless from 'aws-cdk-lib/aws-redshiftserverless';
import type { Construct } from 'constructs';
import { checkRange } from '../checks/range';
import { PropError } from '../errors';
import { REDSHIFT_PORT } from './warehouse';
import { LOG_EXPORTS, WarehouseBase } from './warehouse-base';
import type { WarehouseProps } from './warehouse-props';

/** Properties of a `ServerlessWarehouse`. */
export interface ServerlessWarehouseProps extends WarehouseProps {
  /**
   * Base capacity in RPU: 4, or 8 to 512 in steps of 8. Not every region has 4.
   *
   * @default 8
   */
  readonly baseCapacity?: number;

  /**
   * Maximum capacity in RPU, which limits the costs of an hour.
   *
   * @default - the base capacity
   */
  readonly maxCapacity?: number;
}

/**
 * Redshift Serverless: private, encrypted, TLS only, with logs, and an administrator password that Redshift manages in a secret.
 *
 * Costs only storage while idle; queries are billed by the second, at least a minute. It needs three subnets in three zones.
 */
export class ServerlessWarehouse extends WarehouseBase {
  /** Namespace: databases and users. */
  public readonly namespace: serverless.CfnNamespace;
  /** Workgroup: capacity and endpoint. */
  public readonly workgroup: serverless.CfnWorkgroup;
  /** Name of namespace and workgroup. */
  public readonly workgroupName: string;
  public readonly host: string;
  public readonly namespaceArn: string;

  constructor(scope: Construct, id: string, props: ServerlessWarehouseProps) {
    super(scope, id, props, '/aws/redshift', 3);
    this.validate(props);
    this.workgroupName = props.warehouseName;
    const roles = props.roles?.map(({ roleArn }) => roleArn);
    this.namespace = new serverless.CfnNamespace(this, 'Namespace', {
      namespaceName: props.warehouseName,
      dbName: this.databaseName,
      adminUsername: this.adminName,
      manageAdminPassword: true,
      iamRoles: roles,
      kmsKeyId: props.encryptionKey?.keyArn,
      logExports: LOG_EXPORTS,
      namespaceResourcePolicy: this.namespacePolicy,
    });
    this.namespace.applyRemovalPolicy(props.removalPolicy === RemovalPolicy.DESTROY ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN);
    this.namespace.node.addDependency(...this.logGroups);
    const baseCapacity = props.baseCapacity ?? 8;
    this.workgroup = new serverless.CfnWorkgroup(this, 'Workgroup', {
      workgroupName: props.warehouseName,
      namespaceName: this.namespace.ref,
      baseCapacity,
      maxCapacity: props.maxCapacity ?? baseCapacity,
      configParameters: [
        { parameterKey: 'require_ssl', parameterValue: 'true' },
        { parameterKey: 'enable_user_activity_logging', parameterValue: 'true' },
      ],
      publiclyAccessible: this.publiclyAccessible,
      port: REDSHIFT_PORT,
      subnetIds: this.subnetIds,
      securityGroupIds: [this.securityGroup.securityGroupId],
    });
    this.host = this.workgroup.attrWorkgroupEndpointAddress;
    this.namespaceArn = this.namespace.attrNamespaceNamespaceArn;
  }

  private validate({ baseCapacity, maxCapacity, removalPolicy }: ServerlessWarehouseProps): void {
    for (const [name, value] of Object.entries({ baseCapacity, maxCapacity })) {
      checkRange(this, name, value === 4 ? undefined : value, {
        least: 8,
        most: 512,
        multipleOf: 8,
        unit: 'RPU',
        problem: 'is no capacity',
        allowed: '4, or 8 to 512 in steps of 8',
        fix: 'correct it',
      });
    }
    const base = baseCapacity ?? 8;
    if (maxCapacity !== undefined && !Token.isUnresolved(maxCapacity) && !Token.isUnresolved(base) && maxCapacity < base) {
      throw new PropError(this, {
        problem: 'maxCapacity is less than baseCapacity',
        got: `${maxCapacity} RPU`,
        allowed: `at least ${base} RPU`,
        fix: 'raise it, or lower baseCapacity',
      });
    }
    if (removalPolicy === RemovalPolicy.SNAPSHOT) {
      throw new PropError(this, {
        problem: 'removalPolicy is not one that CloudFormation keeps for Redshift without servers',
        got: 'SNAPSHOT',
        allowed: 'RETAIN or DESTROY',
        fix: 'take a snapshot by hand before you delete it',
      });
    }
  }
}
