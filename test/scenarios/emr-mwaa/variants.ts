import type { Variant } from '../../support/scenario';

export const variants: readonly Variant[] = [
  { name: 'without an environment', set: {} },
  {
    name: 'in an account, all of it private',
    set: { privateEndpoints: true, customerKey: true, webAccess: 'PRIVATE_ONLY', natGateways: 1, requirementsVersion: 'v1' },
    env: { account: '111122223333', region: 'us-east-1' },
  },
  { name: 'with the oldest Airflow', set: { airflowVersion: '3.0.6', webAccess: 'PUBLIC_ONLY', environmentClass: 'mw1.small' } },
];
