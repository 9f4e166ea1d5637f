import type { Build } from '../stage';
import type { scenario } from './scenario';
import { Cluster } from './stacks/cluster';
import { Database } from './stacks/database';
import { Lake } from './stacks/lake';

/** Stacks by lifetime: lake and database keep data, the cluster can be replaced at any time, also by one of the other size. */
export const build: Build<typeof scenario> = (stage, config) => {
  const lake = new Lake(stage, config);
  const database = new Database(stage, config);
  new Cluster(stage, config, { lake, database });
};
