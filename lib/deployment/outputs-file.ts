import { writeFile } from 'node:fs/promises';
import { ConfigError } from '../errors';

/** Writes outputs to a JSON file, by stack, as `cdk deploy --outputs-file` does. @throws ConfigError when it cannot be written */
export async function writeOutputs(
  path: string,
  stacks: readonly { readonly name: string; readonly outputs: Readonly<Record<string, string>> }[],
): Promise<void> {
  const byStack = Object.fromEntries(stacks.map(({ name, outputs }) => [name, outputs]));
  await writeFile(path, `${JSON.stringify(byStack, undefined, 2)}\n`).catch((cause: Error) => {
    throw new ConfigError(
      { problem: 'the scenario is deployed, but its outputs cannot be written', got: cause.message, fix: 'correct --outputs and repeat' },
      { cause },
    );
  });
}
