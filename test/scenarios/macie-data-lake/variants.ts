import type { Variant } from '../../support/scenario';

export const variants: readonly Variant[] = [
  { name: 'without an environment', set: {} },
  {
    name: 'with a daily scan and a customer managed key',
    set: { dailyScan: true, customerKey: true },
    env: { account: '111122223333', region: 'us-east-1' },
  },
];
