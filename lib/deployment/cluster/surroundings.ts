/** What commands that work on a cluster take from outside; a test brings its own. */
export interface ClusterSurroundings {
  /** A new random password for each call, of letters and digits. */
  readonly random: () => string;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
  /** Milliseconds between two looks at the cluster. */
  readonly pollMs: number;
}

/** Bytes of a password; as hexadecimal digits they need no quoting anywhere. */
const PASSWORD_BYTES = 24;

/** The surroundings of this process. */
export async function clusterSurroundings(): Promise<ClusterSurroundings> {
  const { randomBytes } = await import('node:crypto');
  return { random: () => randomBytes(PASSWORD_BYTES).toString('hex'), now: () => performance.now(), pollMs: 2_000 };
}
