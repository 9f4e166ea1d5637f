import type { Variant } from '../../support/scenario';

export const variants: readonly Variant[] = [
  { name: 'without an environment', set: {} },
  {
    name: 'in an account, with the dashboard',
    set: { withDashboard: true, quicksightPrincipal: 'arn:aws:quicksight:us-east-1:111122223333:user/default/owner' },
    env: { account: '111122223333', region: 'us-east-1' },
  },
];
