/** Characters that Run Command keeps of an output: the first ones. */
const KEPT = 24_000;

/** Whether an output of Run Command is the beginning of a longer one. */
export function isCut(output: string): boolean {
  return output.length >= KEPT || /-+output truncated-+\s*$/i.test(output);
}
