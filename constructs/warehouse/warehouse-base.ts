import { Lazy, RemovalPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { checkText } from '../checks/text';
import { privateSubnetsOf } from '../network/private-subnets';
import { type IWarehouse, REDSHIFT_PORT } from './warehouse';
import type { WarehouseProps } from './warehouse-props';

/** Audit logs of Redshift: connections, queries, changes of users. */
export const LOG_EXPORTS = ['connectionlog', 'useractivitylog', 'userlog'];

/** Common part of the warehouses: a security group without rules, logs, and the resource policy of the namespace. */
export abstract class WarehouseBase extends Construct implements IWarehouse {
  public readonly databaseName: string;
  /** Master username. */
  public readonly adminName: string;
  public readonly connections: ec2.Connections;
  public readonly publiclyAccessible: boolean;
  /** Logs, in the order of `connectionlog`, `useractivitylog`, `userlog`. */
  public readonly logGroups: readonly logs.LogGroup[];
  public abstract readonly host: string;
  public abstract readonly namespaceArn: string;
  protected readonly securityGroup: ec2.SecurityGroup;
  protected readonly subnetIds: string[];
  private readonly namespaceStatements: iam.PolicyStatement[] = [];

  constructor(scope: Construct, id: string, props: WarehouseProps, logPrefix: string, leastSubnets: number) {
    super(scope, id);
    this.checkCommon(props);
    const { subnets, publiclyAccessible: allowPublic } = props;
    this.subnetIds = privateSubnetsOf(this, props.vpc, leastSubnets, { subnets, allowPublic }).map(({ subnetId }) => subnetId);
    this.databaseName = props.databaseName ?? 'dev';
    this.adminName = props.adminName ?? 'administrator';
    this.publiclyAccessible = props.publiclyAccessible ?? false;
    this.securityGroup = new ec2.SecurityGroup(this, 'Access', {
      vpc: props.vpc,
      description: `Clients of the warehouse ${props.warehouseName}`,
      allowAllOutbound: false,
    });
    this.connections = new ec2.Connections({ securityGroups: [this.securityGroup], defaultPort: ec2.Port.tcp(REDSHIFT_PORT) });
    // Redshift would create these log groups, keep them forever, and leave them behind.
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    this.logGroups = LOG_EXPORTS.map(
      (name) =>
        new logs.LogGroup(this, `Log-${name}`, {
          logGroupName: `${logPrefix}/${props.warehouseName}/${name}`,
          retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
          removalPolicy: removalPolicy === RemovalPolicy.SNAPSHOT ? RemovalPolicy.DESTROY : removalPolicy,
        }),
    );
  }

  /** JDBC URL, without a secret. */
  public get jdbcUrl(): string {
    return `jdbc:redshift://${this.host}:${REDSHIFT_PORT}/${this.databaseName}`;
  }

  public addToNamespacePolicy(statement: iam.PolicyStatement): void {
    this.namespaceStatements.push(statement);
  }

  /** Resource policy of the namespace, with all statements that were added before synthesis. */
  protected get namespacePolicy(): unknown {
    return Lazy.any({
      produce: () => (this.namespaceStatements.length === 0 ? undefined : new iam.PolicyDocument({ statements: this.namespaceStatements })),
    });
  }

  private checkCommon({ warehouseName, databaseName, adminName }: WarehouseProps): void {
    checkText(this, 'warehouseName', warehouseName, {
      problem: 'is not a name of a warehouse',
      form: /^(?!.*--)[a-z][a-z0-9-]{1,61}[a-z0-9]$/,
      allowed: '3 to 63 lower-case letters, digits and single hyphens, a letter first',
      fix: 'correct it',
    });
    checkText(this, 'databaseName', databaseName, {
      problem: 'is not a name of a database',
      form: /^[a-z][a-z0-9_]{0,63}$/,
      allowed: 'up to 64 lower-case letters, digits and underscores, a letter first',
    });
    checkText(this, 'adminName', adminName, {
      problem: 'is not a name for this user',
      form: /^(?!awsuser$)[a-z][a-z0-9_]{0,127}$/,
      allowed: "lower-case letters, digits and underscores, a letter first; not 'awsuser', which is tried first",
    });
  }
}
