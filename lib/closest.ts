import { distance } from 'fastest-levenshtein';

/** Applies `phrase` to the known name nearest to `typed`; empty when none is near. */
export function closest(typed: string, known: readonly string[], phrase: (name: string) => string): string {
  const ranked = known.map((name) => ({ name, edits: distance(typed, name) })).sort((a, b) => a.edits - b.edits);
  const [best] = ranked;
  const contained = known.find((name) => typed.length > 2 && name.includes(typed));
  if (best && best.edits <= Math.max(2, best.name.length / 3)) return phrase(best.name);
  return contained ? phrase(contained) : '';
}
