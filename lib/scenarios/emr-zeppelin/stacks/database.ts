import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { CfnDBInstance } from 'aws-cdk-lib/aws-rds';
import { PostgresDatabase } from 'stagecraft-constructs/database';
import { Network } from 'stagecraft-constructs/network';
import type { ScenarioStage } from '../../stage';
import type { Config, Contract } from '../settings';

/** The VPC, and PostgreSQL for films and ratings. */
export class Database extends Stack {
  public readonly network: Network;
  public readonly postgres: PostgresDatabase;
  /** Secret with user and password that RDS manages; RDS rotates the password every week. */
  public readonly secretArn: string;

  constructor(stage: ScenarioStage<Contract>, config: Config) {
    super(stage, 'database', { description: 'VPC, and RDS for PostgreSQL for films and ratings' });
    this.network = new Network(this, 'Network', {
      availabilityZones: config.availabilityZones.length > 0 ? config.availabilityZones : undefined,
      natGateways: 1,
      flowLogTraffic: ec2.FlowLogTrafficType.REJECT,
      logRetention: logs.RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.postgres = new PostgresDatabase(this, 'Ratings', {
      vpc: this.network.vpc,
      instanceIdentifier: stage.fixedName('zeppelin-demo'),
      instanceType: new ec2.InstanceType(config.databaseInstance),
      databaseName: 'ratings',
      adminName: 'masteruser',
      manageMasterUserPassword: true,
      replicas: 0,
      backupRetention: Duration.days(1),
      logRetention: logs.RetentionDays.ONE_WEEK,
      removalPolicy: config.keepSnapshot ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY,
    });
    this.secretArn = (this.postgres.primary.node.defaultChild as CfnDBInstance).attrMasterUserSecretSecretArn;

    stage.publish(this, {
      host: this.postgres.host,
      ratingsDatabase: this.postgres.databaseName,
      ratingsSecret: this.secretArn,
      instance: stage.fixedName('zeppelin-demo'),
      vpc: this.network.vpc.vpcId,
    });
  }
}
