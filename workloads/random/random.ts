/** Returns numbers in [0, 1), the same on every machine for the same seed. */
export type Random = () => number;

/** Creates a generator for each purpose, so that more of one thing does not change another (mulberry32, seeded through FNV-1a). */
export function randomOf(seed: number, purpose: string): Random {
  let state = 0x811c9dc5;
  for (const char of `${seed}/${purpose}`) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number from `low` to `high`, inclusive. */
export function whole(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

/** One of the items, uniformly distributed. */
export function oneOf<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)] as T;
}

/** Sixteen hexadecimal digits, the format of hub ids. */
export function hexId(random: Random): string {
  return Array.from({ length: 4 }, () =>
    Math.floor(random() * 65_536)
      .toString(16)
      .padStart(4, '0'),
  ).join('');
}
