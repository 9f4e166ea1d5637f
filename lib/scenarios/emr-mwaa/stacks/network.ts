import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IVpc, InterfaceVpcEndpointAwsService as Service } from 'aws-cdk-lib/aws-ec2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Network } from 'stagecraft-constructs/network';
import type { ScenarioStage } from '../../stage';
import type { Config, Contract } from '../settings';

/** What Airflow talks to, besides S3. */
const ENDPOINTS = [Service.EMR, Service.SQS, Service.CLOUDWATCH_LOGS, Service.CLOUDWATCH_MONITORING, Service.KMS];

/** VPC of the environment. It is separate from that of the clusters, because the two have no connections. */
export class AirflowNetwork extends Stack {
  public readonly vpc: IVpc;

  constructor(stage: ScenarioStage<Contract>, { availabilityZones, cidr, natGateways, privateEndpoints }: Config) {
    super(stage, 'network', { description: 'VPC of the Airflow environment' });
    const network = new Network(this, 'Network', {
      cidr,
      availabilityZones: availabilityZones.length > 0 ? availabilityZones : undefined,
      natGateways,
      interfaceEndpoints: privateEndpoints ? ENDPOINTS : [],
      logRetention: RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.vpc = network.vpc;
  }
}
