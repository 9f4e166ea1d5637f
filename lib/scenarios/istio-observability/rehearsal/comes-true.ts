import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 25;

/** Asks again and again whether something is true, for so many milliseconds at most. @returns the seconds that it took, or undefined */
export async function comesTrue(isTrue: () => boolean | Promise<boolean>, withinMs: number, signal: AbortSignal): Promise<number | undefined> {
  const begin = performance.now();
  for (;;) {
    if (await isTrue()) return (performance.now() - begin) / 1_000;
    if (performance.now() - begin > withinMs) return undefined;
    await sleep(POLL_MS, undefined, { signal });
  }
}
