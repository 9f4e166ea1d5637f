import type { ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';

/** Subnets of a network that the internet does not reach, whether or not they reach the internet. */
export function privateSubnetsOf({ privateSubnets, isolatedSubnets }: IVpc): ISubnet[] {
  return privateSubnets.length > 0 ? privateSubnets : isolatedSubnets;
}
