import type { Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * Makes a network whose zones are known already.
 *
 * `Vpc` compares the zones that it is given with those of its stack, and a stack for a named account looks them up there.
 */
export function withoutLookUp(stack: Stack, make: () => ec2.Vpc): ec2.Vpc {
  Object.defineProperty(stack, 'availabilityZones', { value: [], configurable: true });
  try {
    return make();
  } finally {
    Reflect.deleteProperty(stack, 'availabilityZones');
  }
}
