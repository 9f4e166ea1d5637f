/** A number without the last digits of binary arithmetic, for people. */
export function rounded(value: number | undefined): number {
  return Number((value ?? 0).toFixed(6));
}
