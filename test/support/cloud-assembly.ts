import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A stack of an assembly that is written by hand. */
export interface WrittenStack {
  readonly name: string;
  /** Content of the template, as JSON unless it is text. */
  readonly template: unknown;
  /** @default - the app fixes none */
  readonly environment?: string;
}

/** Writes a cloud assembly as `cdk synth` does. @returns its folder */
export function writeAssembly(folder: string, ...stacks: readonly WrittenStack[]): string {
  mkdirSync(folder, { recursive: true });
  const artifacts = stacks.map(({ name, template, environment = 'aws://unknown-account/unknown-region' }) => {
    writeFileSync(join(folder, `${name}.template.json`), typeof template === 'string' ? template : JSON.stringify(template));
    const properties = { templateFile: `${name}.template.json`, stackName: name };
    return [name, { type: 'aws:cloudformation:stack', environment, properties }] as const;
  });
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ version: '36.0.0', artifacts: Object.fromEntries(artifacts) }));
  return folder;
}
