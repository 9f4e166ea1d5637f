import { stacksOf } from '../../support/scenario';

export const templatesOf = stacksOf<'warehouse' | 'delivery'>('firehose-redshift');

/** Every way of configuring who is in the warehouse and how it is reached. */
export const variants = ['direct', 'autocopy', 'streaming'].flatMap((delivery) =>
  ['serverless', 'provisioned'].map((warehouse) => ({ delivery, warehouse })),
);
