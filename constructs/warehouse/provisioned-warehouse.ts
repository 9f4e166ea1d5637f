import { RemovalPolicy, Token, Validations } from 'aws-cdk-lib';
import * as redshift from 'aws-cdk-lib/aws-redshift';
import type { Construct } from 'constructs';
import { PropError } from '../errors';
import { REDSHIFT_PORT } from './warehouse';
import { LOG_EXPORTS, WarehouseBase } from './warehouse-base';
import type { WarehouseProps } from './warehouse-props';

/** Properties of a `ProvisionedWarehouse`. */
export interface ProvisionedWarehouseProps extends WarehouseProps {
  /**
   * Kind of the nodes: `ra3` or `rg`. DC2 has been taken out of service.
   *
   * @default 'ra3.large'
   */
  readonly nodeType?: string;

  /**
   * Number of nodes, each billed by the hour, whether or not somebody asks.
   *
   * @default 1
   */
  readonly nodes?: number;

  /**
   * Days for which automated snapshots are kept, 1 to 35. They go with the cluster.
   *
   * @default 7
   */
  readonly snapshotDays?: number;
}

/** What the Redshift API lists and still makes; `rg` is not in every region. */
const NODE_TYPES = ['ra3.large', 'ra3.xlplus', 'ra3.4xlarge', 'ra3.16xlarge', 'rg.large', 'rg.xlarge', 'rg.4xlarge', 'rg.12xlarge'];

/**
 * A cluster of Redshift: private, encrypted, TLS only, with logs, and a password that only Redshift and its secret know.
 *
 * Costs by the node and hour; one ra3.large is about 13 dollars a day. Where a query now and then is enough, `ServerlessWarehouse` costs less.
 */
export class ProvisionedWarehouse extends WarehouseBase {
  /** The cluster itself. */
  public readonly cluster: redshift.CfnCluster;
  public readonly host: string;
  /** Secret that Redshift keeps with the password of the user that may do everything. */
  public readonly adminSecretArn: string;
  public readonly namespaceArn: string;

  constructor(scope: Construct, id: string, props: ProvisionedWarehouseProps) {
    super(scope, id, props, '/aws/redshift/cluster', 1);
    this.validate(props);
    const subnetGroup = new redshift.CfnClusterSubnetGroup(this, 'Subnets', {
      description: `Subnets of ${props.warehouseName}`,
      subnetIds: this.subnetIds,
    });
    const parameterGroup = new redshift.CfnClusterParameterGroup(this, 'Parameters', {
      description: `Parameters of ${props.warehouseName}`,
      parameterGroupFamily: 'redshift-2.0',
      parameters: [
        { parameterName: 'require_ssl', parameterValue: 'true' },
        { parameterName: 'enable_user_activity_logging', parameterValue: 'true' },
      ],
    });
    const nodes = props.nodes ?? 1;
    this.cluster = new redshift.CfnCluster(this, 'Resource', {
      clusterIdentifier: props.warehouseName,
      clusterType: nodes === 1 ? 'single-node' : 'multi-node',
      numberOfNodes: nodes === 1 ? undefined : nodes,
      nodeType: props.nodeType ?? 'ra3.large',
      dbName: this.databaseName,
      masterUsername: this.adminName,
      manageMasterPassword: true,
      port: REDSHIFT_PORT,
      publiclyAccessible: this.publiclyAccessible,
      encrypted: true,
      kmsKeyId: props.encryptionKey?.keyArn,
      iamRoles: props.roles?.map(({ roleArn }) => roleArn),
      clusterSubnetGroupName: subnetGroup.ref,
      clusterParameterGroupName: parameterGroup.ref,
      vpcSecurityGroupIds: [this.securityGroup.securityGroupId],
      loggingProperties: { logDestinationType: 'cloudwatch', logExports: LOG_EXPORTS },
      automatedSnapshotRetentionPeriod: props.snapshotDays ?? 7,
      allowVersionUpgrade: true,
      namespaceResourcePolicy: this.namespacePolicy,
    });
    // CloudFormation keeps a snapshot of a cluster unless it is told not to.
    this.cluster.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN);
    this.cluster.node.addDependency(...this.logGroups);
    this.host = this.cluster.attrEndpointAddress;
    this.adminSecretArn = this.cluster.attrMasterPasswordSecretArn;
    this.namespaceArn = this.cluster.attrClusterNamespaceArn;
    Validations.of(this.cluster).acknowledge({
      id: 'AwsSolutions-RS4',
      reason: 'Clients know Redshift by its port; its security group decides who reaches it',
    });
    if (this.publiclyAccessible) {
      Validations.of(this.cluster).acknowledge({
        id: 'AwsSolutions-RS8',
        reason: 'Whoever made this cluster asked for a public address, as Firehose needs it; its security group names who may use it',
      });
    }
  }

  private validate({ nodeType, nodes, snapshotDays }: ProvisionedWarehouseProps): void {
    if (nodeType !== undefined && !Token.isUnresolved(nodeType) && !NODE_TYPES.includes(nodeType)) {
      throw new PropError(this, {
        problem: 'nodeType is not one that can be made',
        got: `'${nodeType}'`,
        allowed: NODE_TYPES.join(', '),
        fix: 'choose one of them; dc2 and ds2 are no longer made',
      });
    }
    const counted = [
      ['nodes', nodes, 1, 128],
      ['snapshotDays', snapshotDays, 1, 35],
    ] as const;
    for (const [name, value, least, most] of counted) {
      if (value === undefined || Token.isUnresolved(value) || (Number.isInteger(value) && value >= least && value <= most)) continue;
      throw new PropError(this, { problem: `${name} is out of range`, got: String(value), allowed: `${least} to ${most}`, fix: 'correct it' });
    }
  }
}
