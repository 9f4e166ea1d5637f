/** A number rounded for display, without binary rounding errors. */
export function rounded(value: number): number {
  return Number(value.toFixed(6));
}
