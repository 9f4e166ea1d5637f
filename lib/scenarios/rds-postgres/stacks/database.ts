import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { PostgresAlarms, PostgresDatabase, PostgresFunction, PostgresGateway, PostgresNetwork } from 'stagecraft-constructs/database';
import { grantListBucket, grantObjects, PrivateBucket } from 'stagecraft-constructs/storage';
import { functionBundle } from '../../../paths';
import type { ScenarioStage } from '../../stage';
import { type Config, type Contract, READER } from '../settings';
import type { Alerts } from './alerts';

const { S3, SECRETS_MANAGER, SSM, SSM_MESSAGES } = ec2.InterfaceVpcEndpointAwsService;

/** VPC, instances, and their clients: two functions and an optional gateway for people. */
export class Database extends Stack {
  constructor(
    private readonly scenarioStage: ScenarioStage<Contract>,
    private readonly config: Config,
    { alerts }: Alerts,
  ) {
    super(scenarioStage, 'database', { description: 'RDS for PostgreSQL with read replicas, in a VPC without internet access' });

    const network = new PostgresNetwork(this, 'Network', {
      cidr: config.vpcCidr,
      availabilityZones: config.zones === '' ? undefined : config.zones.split(','),
      publicSubnets: config.publicAccess,
      services: [S3, SECRETS_MANAGER, ...(config.withGateway ? [SSM, SSM_MESSAGES] : [])],
      logRetention: logs.RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const database = this.makeDatabase(network);
    // Absent only where RDS manages the password.
    const secret = database.secret as ISecret;
    new PostgresAlarms(this, 'Alarms', { database, topic: alerts.topic });

    const data = new PrivateBucket(this, 'Data', { removalPolicy: RemovalPolicy.DESTROY });
    const shared = { network, database, logRetention: logs.RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.DESTROY };
    const loader = new PostgresFunction(this, 'Loader', {
      ...shared,
      functionName: scenarioStage.fixedName('pagila-loader'),
      description: 'Loads the data of the rental shop as the master user',
      code: functionBundle('rds-postgres', 'pagila-loader'),
      user: database.adminName,
      environment: { DATA_BUCKET: data.bucketName, SECRET_ARN: secret.secretArn },
    });
    grantObjects(data, loader, { prefix: 'raw', actions: ['s3:GetObject'], reason: 'The data is a file for each table' });
    // Data that was not uploaded is NoSuchKey to it.
    grantListBucket(data, loader);
    secret.grantRead(loader);
    const reader = new PostgresFunction(this, 'Reader', {
      ...shared,
      functionName: scenarioStage.fixedName('pagila-reader'),
      description: 'Runs saved queries as a read-only user',
      code: functionBundle('rds-postgres', 'pagila-reader'),
      user: READER,
    });
    database.grantConnect(reader, READER);
    const gateway = config.withGateway ? this.makeGateway(network, database) : undefined;

    scenarioStage.publish(this, {
      primaryInstance: database.instanceIdentifiers[0],
      replicaInstances: database.instanceIdentifiers.slice(1),
      primaryHost: database.host,
      replicaHosts: database.replicaHosts,
      port: '5432',
      databaseName: database.databaseName,
      adminName: database.adminName,
      readerName: READER,
      secret: secret.secretArn,
      dataBucket: data.bucketName,
      loadFunction: loader.function.functionName,
      readFunction: reader.function.functionName,
      gateway: gateway?.instance.instanceId,
      vpc: network.vpc.vpcId,
    });
  }

  private makeDatabase(network: PostgresNetwork): PostgresDatabase {
    const { config, scenarioStage } = this;
    return new PostgresDatabase(this, 'Database', {
      vpc: network.vpc,
      subnets: network.databaseSubnets,
      engineVersion: config.engineVersion,
      instanceType: new ec2.InstanceType(config.instanceClass),
      allocatedGiB: config.storageGiB,
      instanceIdentifier: scenarioStage.fixedName(config.instanceName),
      replicas: config.replicas,
      replicaIdentifier: scenarioStage.fixedName(config.replicaName),
      multiAz: config.multiAz,
      databaseName: config.databaseName,
      adminName: config.adminName,
      publicAccess: config.publicAccess,
      allowedCidrs: config.allowedCidrs === '' ? [] : config.allowedCidrs.split(','),
      backupRetention: Duration.days(config.backupDays),
      logRetention: logs.RetentionDays.ONE_WEEK,
      removalPolicy: config.keepSnapshot ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY,
    });
  }

  private makeGateway(network: PostgresNetwork, database: PostgresDatabase): PostgresGateway {
    const [subnet] = network.clientSubnets;
    const gateway = new PostgresGateway(this, 'Gateway', { vpc: network.vpc, subnet: subnet as ec2.ISubnet });
    network.allowServices(gateway);
    database.connections.allowDefaultPortFrom(gateway, 'Gateway of people');
    return gateway;
  }
}
