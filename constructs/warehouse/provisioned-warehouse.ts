import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as redshift from 'aws-cdk-lib/aws-redshift';
import type { Construct } from 'constructs';
import { checkRange } from '../checks/range';
import { checkText } from '../checks/text';
import { REDSHIFT_PORT } from './warehouse';
import { LOG_EXPORTS, WarehouseBase } from './warehouse-base';
import type { WarehouseProps } from './warehouse-props';

/** Properties of a `ProvisionedWarehouse`. */
export interface ProvisionedWarehouseProps extends WarehouseProps {
  /**
   * Node type: `ra3` or `rg`. DC2 is no longer available.
   *
   * @default 'ra3.large'
   */
  readonly nodeType?: string;

  /**
   * Number of nodes, each billed by the hour, also while idle.
   *
   * @default 1
   */
  readonly nodes?: number;

  /**
   * Retention of automated snapshots in days, 1 to 35. They are deleted with the cluster.
   *
   * @default 7
   */
  readonly snapshotDays?: number;
}

/** Node types that can still be created; `rg` is not in every region. */
const NODE_TYPES = ['ra3.large', 'ra3.xlplus', 'ra3.4xlarge', 'ra3.16xlarge', 'rg.large', 'rg.xlarge', 'rg.4xlarge', 'rg.12xlarge'];

/**
 * A Redshift cluster: private, encrypted, TLS only, with logs, and an administrator password that Redshift manages in a secret.
 *
 * Each node is billed by the hour; one ra3.large costs about 13 dollars a day. For occasional queries, `ServerlessWarehouse` costs less.
 */
export class ProvisionedWarehouse extends WarehouseBase {
  /** The cluster itself. */
  public readonly cluster: redshift.CfnCluster;
  public readonly host: string;
  /** Secret with the master password, managed by Redshift. */
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
    // CloudFormation takes a final snapshot of a cluster by default.
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
        reason: 'publiclyAccessible is set, as Firehose needs it; its security group decides who reaches it',
      });
    }
  }

  private validate({ nodeType, nodes, snapshotDays }: ProvisionedWarehouseProps): void {
    checkText(this, 'nodeType', nodeType, {
      problem: 'is not one that can be made',
      form: (type) => NODE_TYPES.includes(type),
      allowed: NODE_TYPES.join(', '),
      fix: 'choose one of them; dc2 and ds2 are no longer made',
    });
    checkRange(this, 'nodes', nodes, { least: 1, most: 128, fix: 'correct it' });
    checkRange(this, 'snapshotDays', snapshotDays, { least: 1, most: 35, fix: 'correct it' });
  }
}
