import type { Build } from '../stage';
import type { scenario } from './scenario';
import { Cluster } from './stacks/cluster';
import { Lake } from './stacks/lake';

/** Stacks by lifetime: the lake keeps data, the cluster with Superset can be replaced at any time. */
export const build: Build<typeof scenario> = (stage, config) => {
  const lake = new Lake(stage, config);
  new Cluster(stage, config, lake);
};
