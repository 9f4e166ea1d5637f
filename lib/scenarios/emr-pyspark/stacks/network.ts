import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { FlowLogTrafficType } from 'aws-cdk-lib/aws-ec2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { EmrSecurityGroups, ParameterPublisher } from 'stagecraft-constructs/emr';
import { Network as PrivateNetwork } from 'stagecraft-constructs/network';
import type { ScenarioStage } from '../../stage';
import type { Config, Contract } from '../settings';

/** Path of the SSM parameters of jobs. */
export function parametersPath(stage: ScenarioStage<Contract>): string {
  return `/${stage.fixedName('emr_demo', '_')}`;
}

/** VPC of the clusters: private subnets with egress, and the security groups of EMR. */
export class Network extends Stack {
  public readonly securityGroups: EmrSecurityGroups;

  constructor(stage: ScenarioStage<Contract>, config: Config) {
    super(stage, 'network', { description: 'VPC and security groups of the EMR clusters' });
    const { vpc, privateSubnets } = new PrivateNetwork(this, 'Network', {
      cidr: config.cidr,
      availabilityZones: config.availabilityZones.length > 0 ? config.availabilityZones : undefined,
      natGateways: config.natGateways,
      flowLogTraffic: FlowLogTrafficType.REJECT,
      logRetention: RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.securityGroups = new EmrSecurityGroups(this, 'SecurityGroups', {
      vpc,
      subnets: privateSubnets,
      sshCidr: config.sshCidr === '' ? undefined : config.sshCidr,
    });

    const clusterSubnet = privateSubnets[0]!.subnetId;
    new ParameterPublisher(this, 'Parameters', { path: parametersPath(stage), values: { vpc_id: vpc.vpcId, ec2_subnet_id: clusterSubnet } });
    stage.publish(this, {
      vpc: vpc.vpcId,
      clusterSubnet,
      primarySecurityGroup: this.securityGroups.primary.securityGroupId,
      coreSecurityGroup: this.securityGroups.core.securityGroupId,
      serviceAccessSecurityGroup: this.securityGroups.serviceAccess.securityGroupId,
    });
  }
}
