/** A number without the last digits of binary arithmetic, for people. */
export function rounded(value: number): number {
  return Number(value.toFixed(6));
}
