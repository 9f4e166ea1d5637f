/** Nodes and protection of the long-lived cluster in one of the three environments of the article, in current instance families. */
export interface Environment {
  /** Name in the tags. */
  readonly title: string;
  readonly owner: string;
  readonly isProtected: boolean;
  readonly primary: string;
  readonly core: string;
  readonly coreCount: number;
}

/** The article's table: m5 is m7g here, r5 is r7g. Development is not protected, because it is there to be taken down. */
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

/** Nodes of clusters that come and go with their work; the same for jobs on a transient cluster and for state machines. */
export const transientNodes = { primary: ['m7g.xlarge', 'm6g.xlarge'], core: ['r7g.2xlarge', 'r6g.2xlarge'], coreSpot: 2 } as const;

/** Steps that run at the same time on a cluster. */
export const STEP_CONCURRENCY = 5;

/** Gibibytes of the system disk of each node. */
export const ROOT_VOLUME = 32;
