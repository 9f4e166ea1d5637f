import type { Variant } from '../../support/scenario';

export const variants: readonly Variant[] = [
  { name: 'without an environment', set: {} },
  {
    name: 'with COPY by auto-copy into a provisioned cluster',
    set: { delivery: 'autocopy', warehouse: 'provisioned' },
    env: { account: '111122223333', region: 'us-east-1' },
  },
  {
    name: 'with streaming ingestion and a customer managed key',
    set: { delivery: 'streaming', customerKey: true },
    env: { account: '111122223333', region: 'us-east-1' },
  },
];
