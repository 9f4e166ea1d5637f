/** Dependencies of cluster commands, which tests replace. */
export interface ClusterSurroundings {
  /** A new random password for each call, of letters and digits. */
  readonly random: () => string;
  /** Monotonic clock in milliseconds. */
  readonly now: () => number;
  /** Poll interval in milliseconds. */
  readonly pollMs: number;
}

/** Bytes of a password; hexadecimal digits need no quoting. */
const PASSWORD_BYTES = 24;

/** The dependencies of this process. */
export async function clusterSurroundings(): Promise<ClusterSurroundings> {
  const { randomBytes } = await import('node:crypto');
  return { random: () => randomBytes(PASSWORD_BYTES).toString('hex'), now: () => performance.now(), pollMs: 2_000 };
}
