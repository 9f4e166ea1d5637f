import type { ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';

/** Subnets of a VPC that cannot be reached from the internet: private ones with egress, otherwise isolated ones. */
export function privateSubnetsOf({ privateSubnets, isolatedSubnets }: IVpc): ISubnet[] {
  return privateSubnets.length > 0 ? privateSubnets : isolatedSubnets;
}
