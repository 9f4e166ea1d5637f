/** Collects the JSON lines that services log. */
export function logLines() {
  const lines: Record<string, unknown>[] = [];
  return {
    lines,
    log: (line: string) => {
      lines.push(JSON.parse(line));
    },
    /** Lines of a level with the given message. */
    saying: (level: string, msg: string) => lines.filter((line) => line['level'] === level && String(line['msg']).includes(msg)),
  };
}

/** Waits until a condition is true; on timeout fails with its description. */
export async function until(what: string, isTrue: () => boolean | Promise<boolean>, withinMs = 15_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`${what} did not come true within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Services in a response of either protocol, in order. */
export function servicesOf(answer: unknown): string[] {
  const list = Array.isArray(answer) ? answer : (answer as { greeting: unknown[] }).greeting;
  return (list as { service: string }[]).map(({ service }) => service);
}
