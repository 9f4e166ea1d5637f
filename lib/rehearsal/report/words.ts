import type { Value } from '../../contract/values';

/** A fact as people read it: thousands apart, at most six digits behind the point. */
export function shown(value: Value | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'number') return String(value);
  return Number.isFinite(value) ? value.toLocaleString('en-US', { maximumFractionDigits: 6 }) : String(value);
}

/** A number of a table as it stands, at most six digits behind the point: years and postcodes have no thousands. */
export function plain(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 1e6) / 1e6) : String(value);
}

/** `1 step`, `2 steps`. */
export function counted(count: number, noun: string): string {
  return `${shown(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** How many of each state there are, in this order, those with none left out: `9 passed, 1 skipped`. */
export function tally<State extends string>(items: readonly { readonly state: State }[], states: readonly State[]): string {
  return states
    .map((state) => [state, items.filter((item) => item.state === state).length] as const)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');
}
