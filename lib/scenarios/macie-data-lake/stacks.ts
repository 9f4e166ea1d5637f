import type { Build } from '../stage';
import type { scenario } from './scenario';
import { Buckets } from './stacks/buckets';
import { Inspection } from './stacks/inspection';

/** Stacks by lifetime: the buckets keep data, what inspects them can be replaced at any time. */
export const build: Build<typeof scenario> = (stage, config) => {
  const buckets = new Buckets(stage, config);
  new Inspection(stage, config, buckets);
};
