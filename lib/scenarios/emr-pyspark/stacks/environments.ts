/** Nodes and termination protection of the long-lived cluster of an environment. */
export interface Environment {
  /** Tag value. */
  readonly title: string;
  readonly owner: string;
  readonly isProtected: boolean;
  readonly primary: string;
  readonly core: string;
  readonly coreCount: number;
  /** Nodes of transient clusters, for the method transient and for state machines. */
  readonly transient: TransientNodes;
}

/** The primary node is on demand, core nodes are Spot Instances; each is of whichever type EC2 has. */
export interface TransientNodes {
  readonly primary: readonly string[];
  readonly core: readonly string[];
  readonly coreSpot: number;
}

const TRANSIENT: TransientNodes = { primary: ['m7g.xlarge', 'm6g.xlarge'], core: ['r7g.2xlarge', 'r6g.2xlarge'], coreSpot: 2 };

/**
 * The article's table of three: m5 is m7g here, r5 is r7g. Development is not protected, so that it can be destroyed.
 *
 * `small` fits a fresh account, which has five vCPUs on demand and five of Spot Instances: one cluster at a time.
 */
export const environments = {
  small: {
    title: 'Small',
    owner: 'Data Analytics Team',
    isProtected: false,
    primary: 'm7g.xlarge',
    core: 'r7g.xlarge',
    coreCount: 0,
    transient: { primary: ['m7g.xlarge', 'm6g.xlarge'], core: ['r7g.xlarge', 'r6g.xlarge'], coreSpot: 1 },
  },
  dev: {
    title: 'Development',
    owner: 'Data Analytics Team',
    isProtected: false,
    primary: 'm7g.xlarge',
    core: 'r7g.2xlarge',
    coreCount: 2,
    transient: TRANSIENT,
  },
  test: {
    title: 'Test',
    owner: 'Data Analytics Test Team',
    isProtected: false,
    primary: 'm7g.xlarge',
    core: 'r7g.xlarge',
    coreCount: 1,
    transient: TRANSIENT,
  },
  prod: {
    title: 'Production',
    owner: 'Operations Team',
    isProtected: true,
    primary: 'r7g.2xlarge',
    core: 'r7g.2xlarge',
    coreCount: 4,
    transient: TRANSIENT,
  },
} as const satisfies Readonly<Record<string, Environment>>;

/** Step concurrency of a cluster. */
export const STEP_CONCURRENCY = 5;

/** Size of the root volume of each node, in GiB. */
export const ROOT_VOLUME = 32;
