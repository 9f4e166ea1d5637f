import { stripVTControlCharacters } from 'node:util';

export interface TerminalOptions {
  /** @default 100 */
  readonly columns?: number;
  /** Variables in addition to those of this process, without `CI`. @default - none */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs work in this process as if its output went to a terminal, and returns the output without colors. */
export async function onTerminal(work: () => Promise<unknown>, { columns = 100, env = {} }: TerminalOptions = {}): Promise<string> {
  const { env: before } = process;
  const streams = [process.stdout, process.stderr];
  let written = '';
  const spies = streams.map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      written += String(text);
      return true;
    }),
  );
  const restore = streams.flatMap((stream) => [replaced(stream, 'isTTY', true), replaced(stream, 'columns', columns)]);
  const { CI: _, ...others } = before;
  process.env = { ...others, ...env };
  try {
    await work();
    return stripVTControlCharacters(written);
  } finally {
    process.env = before;
    for (const back of restore) back();
    for (const spy of spies) spy.mockRestore();
  }
}

/** Overrides a property of an object, and returns a function that restores it. */
function replaced(object: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { value, configurable: true });
  return () => void (before ? Object.defineProperty(object, name, before) : Reflect.deleteProperty(object, name));
}
