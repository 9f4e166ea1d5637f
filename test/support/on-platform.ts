/** Does work as if Node ran on this platform; what Node itself does stays as it is. */
export async function onPlatform<T>(platform: NodeJS.Platform, work: () => T | Promise<T>): Promise<T> {
  const before = process.platform;
  Object.defineProperty(process, 'platform', { value: platform, configurable: true });
  try {
    return await work();
  } finally {
    Object.defineProperty(process, 'platform', { value: before, configurable: true });
  }
}
