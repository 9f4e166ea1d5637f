import type { Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * Creates a VPC without a context look-up of availability zones.
 *
 * `Vpc` compares the given zones with those of its stack, and a stack with an account and region looks its zones up.
 */
export function withoutLookUp(stack: Stack, make: () => ec2.Vpc): ec2.Vpc {
  Object.defineProperty(stack, 'availabilityZones', { value: [], configurable: true });
  try {
    return make();
  } finally {
    Reflect.deleteProperty(stack, 'availabilityZones');
  }
}
