import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Network as PrivateNetwork } from 'stagecraft-constructs/network';
import type { ScenarioStage } from '../../stage';
import { ADDRESSES } from '../names';
import type { Config, Contract } from '../settings';

/** Public subnets for the load balancer, private ones for all else, and one NAT gateway. */
export class Network extends Stack {
  public readonly vpc: ec2.Vpc;

  constructor(stage: ScenarioStage<Contract>, { availabilityZones }: Config) {
    super(stage, 'network', { description: 'VPC of the reference platform' });
    const { vpc } = new PrivateNetwork(this, 'Network', {
      cidr: ADDRESSES,
      availabilityZones: availabilityZones.length > 0 ? availabilityZones : undefined,
      natGateways: 1,
      logRetention: logs.RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.vpc = vpc;
  }
}
