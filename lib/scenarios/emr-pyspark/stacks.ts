import type { Build } from '../stage';
import { Cluster } from './cluster';
import { Lake } from './lake';
import { Network } from './network';
import type { scenario } from './scenario';
import { Workflows } from './workflows';

/** Stacks by lifetime: the network and the lake stay, the cluster is replaced when it has terminated, workflows change with the programs. */
export const build: Build<typeof scenario> = (stage, config) => {
  const network = new Network(stage, config);
  const lake = new Lake(stage, config);
  const cluster = new Cluster(stage, config, { network, lake });
  new Workflows(stage, config, { network, lake, cluster });
};
