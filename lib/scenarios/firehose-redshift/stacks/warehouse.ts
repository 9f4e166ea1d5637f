import { Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Network } from 'stagecraft-constructs/network';
import { PrivateBucket } from 'stagecraft-constructs/storage';
import { LoadRole, ProvisionedWarehouse, ServerlessWarehouse } from 'stagecraft-constructs/warehouse';
import { starTables } from '../../../../workloads/firehose-redshift/star';
import type { ScenarioStage } from '../../stage';
import { type Config, type Contract, ERRORS, MESSAGES, NAMES } from '../settings';

/** Folders of delivered data that Redshift reads; with direct also the manifests of failed COPYs, for `recopy`. */
const DELIVERED = { direct: [MESSAGES, `${ERRORS}/manifests`], autocopy: [MESSAGES], streaming: [] } as const;

/** VPC, bucket, and the warehouse with its load role. */
export class Warehouse extends Stack {
  public readonly data: PrivateBucket;
  public readonly warehouse: ServerlessWarehouse | ProvisionedWarehouse;

  constructor(
    private readonly scenarioStage: ScenarioStage<Contract>,
    private readonly config: Config,
  ) {
    super(scenarioStage, 'warehouse', { description: 'Redshift, its bucket and its VPC' });
    const zones = config.zones === '' ? [0, 1, 2].map((index) => Fn.select(index, Fn.getAzs())) : config.zones.split(',');
    const network = new Network(this, 'Network', {
      cidr: config.vpcCidr,
      availabilityZones: zones,
      natGateways: 0,
      flowLogTraffic: ec2.FlowLogTrafficType.REJECT,
      logRetention: logs.RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const encryptionKey = config.customerKey
      ? new kms.Key(this, 'Key', { description: 'Redshift warehouse and its bucket', enableKeyRotation: true, removalPolicy: RemovalPolicy.DESTROY })
      : undefined;
    // CloudFormation deletes an empty bucket only: with objects in it the deletion of the stack fails.
    this.data = new PrivateBucket(this, 'Data', { encryptionKey, removalPolicy: RemovalPolicy.DESTROY });

    const role = new LoadRole(this, 'LoadRole');
    role.readFolders(this.data, [...starTables.map(({ name }) => name), ...DELIVERED[config.delivery]]);
    if (config.delivery === 'streaming') {
      const resourceName = scenarioStage.fixedName(NAMES.readingStream);
      // By name: the stream is in another stack, which is deleted before this one.
      role.readStream(kinesis.Stream.fromStreamArn(this, 'Readings', this.formatArn({ service: 'kinesis', resource: 'stream', resourceName })));
    }
    this.warehouse = this.makeWarehouse(network, role, encryptionKey);
    if (config.delivery === 'direct') this.allowClients();

    scenarioStage.publish(this, {
      dataBucket: this.data.bucketName,
      workgroup: this.warehouse instanceof ServerlessWarehouse ? this.warehouse.workgroup.ref : undefined,
      cluster: this.warehouse instanceof ProvisionedWarehouse ? this.warehouse.cluster.ref : undefined,
      adminSecret: this.warehouse instanceof ProvisionedWarehouse ? this.warehouse.adminSecretArn : undefined,
      host: this.warehouse.host,
      databaseName: config.databaseName,
      loadRole: role.roleArn,
      vpc: network.vpc.vpcId,
    });
  }

  private makeWarehouse(network: Network, role: LoadRole, encryptionKey: kms.IKey | undefined): ServerlessWarehouse | ProvisionedWarehouse {
    const { config, scenarioStage } = this;
    const isPublic = config.delivery === 'direct';
    const shared = {
      vpc: network.vpc,
      subnets: isPublic ? network.vpc.publicSubnets : network.privateSubnets,
      warehouseName: scenarioStage.fixedName(NAMES.warehouse),
      databaseName: config.databaseName,
      roles: [role],
      publiclyAccessible: isPublic,
      encryptionKey,
      logRetention: logs.RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    };
    if (config.warehouse === 'serverless') {
      const { baseCapacity, maxCapacity } = config;
      return new ServerlessWarehouse(this, 'Warehouse', { ...shared, baseCapacity, maxCapacity: Math.max(baseCapacity, maxCapacity) });
    }
    return new ProvisionedWarehouse(this, 'Warehouse', { ...shared, nodeType: config.nodeType, nodes: config.nodes, snapshotDays: 1 });
  }

  /** Opens the port to the CIDR blocks of the configuration. The delivery stream opens it to Firehose. */
  private allowClients(): void {
    const { operatorCidr, quickSightCidr } = this.config;
    const { connections } = this.warehouse;
    if (operatorCidr !== '') connections.allowDefaultPortFrom(ec2.Peer.ipv4(operatorCidr), 'SQL clients of operators');
    if (quickSightCidr !== '') connections.allowDefaultPortFrom(ec2.Peer.ipv4(quickSightCidr), 'QuickSight of its region');
  }
}
