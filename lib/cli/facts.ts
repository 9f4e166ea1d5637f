import type { Facts } from '../contract/facts';

/** Facts as text: one line each, values aligned. */
export function factsText(title: string, facts: Facts): string {
  const width = Math.max(0, ...Object.keys(facts).map((name) => name.length));
  return [title, ...Object.entries(facts).map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)].join('\n');
}
