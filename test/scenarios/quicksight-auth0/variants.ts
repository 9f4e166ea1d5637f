import type { Variant } from '../../support/scenario';

export const variants: readonly Variant[] = [
  { name: 'without an environment', set: {} },
  {
    name: 'with e-mail syncing and regional sign-in',
    set: { emailSync: true, regionalSignIn: true },
    env: { account: '111122223333', region: 'eu-central-1' },
  },
];
