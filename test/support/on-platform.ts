/** Runs work as if Node ran on this platform; Node itself is unchanged. */
export async function onPlatform<T>(platform: NodeJS.Platform, work: () => T | Promise<T>): Promise<T> {
  const before = process.platform;
  Object.defineProperty(process, 'platform', { value: platform, configurable: true });
  try {
    return await work();
  } finally {
    Object.defineProperty(process, 'platform', { value: before, configurable: true });
  }
}
