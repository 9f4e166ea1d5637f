import type { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { EmrRoles, EmrSecurityGroups } from 'stagecraft-constructs/emr';
import { PrivateBucket } from 'stagecraft-constructs/storage';

/** What every cluster needs, in a network that is not part of the stack. */
export function clusterNeeds(stack: Stack): {
  readonly roles: EmrRoles;
  readonly securityGroups: EmrSecurityGroups;
  readonly logsBucket: PrivateBucket;
} {
  return {
    roles: new EmrRoles(stack, 'Roles'),
    securityGroups: new EmrSecurityGroups(stack, 'Groups', { vpc: networkOf(stack) }),
    logsBucket: new PrivateBucket(stack, 'Logs'),
  };
}

export function networkOf(stack: Stack): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(stack, 'Network', {
    vpcId: 'vpc-1',
    availabilityZones: ['eu-central-1a', 'eu-central-1b'],
    privateSubnetIds: ['subnet-1', 'subnet-2'],
    privateSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
  });
}
