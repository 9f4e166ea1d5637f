/** Nodes and termination protection of the long-lived cluster in one of the article's three environments, in current instance families. */
export interface Environment {
  /** Tag value. */
  readonly title: string;
  readonly owner: string;
  readonly isProtected: boolean;
  readonly primary: string;
  readonly core: string;
  readonly coreCount: number;
}

/** The article's table: m5 is m7g here, r5 is r7g. Development is not protected, so that it can be destroyed. */
export const environments = {
  dev: {
    title: 'Development',
    owner: 'Data Analytics Team',
    isProtected: false,
    primary: 'm7g.xlarge',
    core: 'r7g.2xlarge',
    coreCount: 2,
  },
  test: {
    title: 'Test',
    owner: 'Data Analytics Test Team',
    isProtected: false,
    primary: 'm7g.xlarge',
    core: 'r7g.xlarge',
    coreCount: 1,
  },
  prod: {
    title: 'Production',
    owner: 'Operations Team',
    isProtected: true,
    primary: 'r7g.2xlarge',
    core: 'r7g.2xlarge',
    coreCount: 4,
  },
} as const satisfies Readonly<Record<string, Environment>>;

/** Nodes of transient clusters, for the method transient and for state machines. */
export const transientNodes = { primary: ['m7g.xlarge', 'm6g.xlarge'], core: ['r7g.2xlarge', 'r6g.2xlarge'], coreSpot: 2 } as const;

/** Step concurrency of a cluster. */
export const STEP_CONCURRENCY = 5;

/** Size of the root volume of each node, in GiB. */
export const ROOT_VOLUME = 32;
