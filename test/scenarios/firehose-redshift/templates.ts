import { stacksOf } from '../../support/scenario';

export const templatesOf = stacksOf<'warehouse' | 'delivery'>('firehose-redshift');

/** Every combination of delivery and warehouse. */
export const variants = ['direct', 'autocopy', 'streaming'].flatMap((delivery) =>
  ['serverless', 'provisioned'].map((warehouse) => ({ delivery, warehouse })),
);
