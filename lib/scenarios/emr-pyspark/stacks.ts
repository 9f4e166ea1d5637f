import type { Build } from '../stage';
import type { scenario } from './scenario';
import { Cluster } from './stacks/cluster';
import { Lake } from './stacks/lake';
import { Network } from './stacks/network';
import { Workflows } from './stacks/workflows';

/** Stacks by lifetime: VPC and lake stay, the cluster is replaced after its termination, workflows change with the programs. */
export const build: Build<typeof scenario> = (stage, config) => {
  const network = new Network(stage, config);
  const lake = new Lake(stage, config);
  const cluster = new Cluster(stage, config, { network, lake });
  new Workflows(stage, config, { network, lake, cluster });
};
