import type { Variant } from '../../support/scenario';

export const variants: readonly Variant[] = [
  { name: 'in an account', set: {}, env: { account: '111122223333', region: 'us-east-1' } },
  {
    name: 'with Trino, in a given subnet',
    set: { source: 'trino', vpcId: 'vpc-0a1b2c3d', subnetId: 'subnet-0a1b2c3d', availabilityZone: 'us-east-1a' },
    env: { account: '111122223333', region: 'us-east-1' },
  },
];
