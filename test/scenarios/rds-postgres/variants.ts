import type { Variant } from '../../support/scenario';

export const variants: readonly Variant[] = [
  { name: 'in an account', set: {}, env: { account: '111122223333', region: 'us-east-1' } },
  {
    name: 'with a public address, a standby, two replicas and every alert',
    set: {
      publicAccess: 'true',
      allowedCidrs: '203.0.113.7/32',
      multiAz: 'true',
      replicas: '2',
      alertEmail: 'someone@example.com',
      alertPhone: '+12025550100',
      alertWebhook: 'https://example.com/events',
    },
    env: { account: '111122223333', region: 'us-east-1' },
  },
  {
    name: 'with PostgreSQL 18 and a final snapshot, without replica and gateway',
    set: { engineVersion: '18.6', replicas: '0', withGateway: 'false', keepSnapshot: 'true' },
    env: { account: '111122223333', region: 'us-east-1' },
  },
];
