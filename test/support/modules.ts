import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { repositoryFiles, root, textOf } from './files';

/** Modules of the repository that a TypeScript file imports, types included, by `import`, `export … from` and `import()`. */
export type Modules = ReadonlyMap<string, readonly string[]>;

/** Which of these files imports which. */
export function modulesOf(...patterns: string[]): Modules {
  const files = repositoryFiles(...patterns).filter((file) => !file.includes('/templates/') && existsSync(join(root, file)));
  return new Map(files.map((file) => [file, [...new Set(specifiersIn(textOf(file)).flatMap((from) => fileOf(file, from)))]]));
}

/** What a source imports, as it is written there. */
export function specifiersIn(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const found = code.matchAll(/\bfrom\s+'([^']+)'|\bimport\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|\brequire\(\s*'([^']+)'\s*\)/g);
  return [...found].map(([, from, bare, dynamic, required]) => from ?? bare ?? dynamic ?? required ?? '');
}

/** Circles among modules: each strongly connected set of two or more, sorted. */
export function circlesIn(modules: Modules): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): void => {
    index.set(file, index.size);
    low.set(file, index.get(file)!);
    stack.push(file);
    for (const next of modules.get(file) ?? []) {
      if (!modules.has(next)) continue;
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(file, Math.min(low.get(file)!, low.get(next)!));
    }
    if (low.get(file) !== index.get(file)) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1) circles.push(circle.sort());
  };
  for (const file of modules.keys()) if (!index.has(file)) visit(file);
  return circles.sort((a, b) => a.join().localeCompare(b.join()));
}

function fileOf(file: string, from: string): string[] {
  const target = from.startsWith('stagecraft-constructs')
    ? from.replace(/^stagecraft-constructs/, 'constructs')
    : from.startsWith('.')
      ? normalize(join(dirname(file), from))
      : undefined;
  if (target === undefined) return [];
  const path = [`${target}.ts`, `${target}/index.ts`, target].find((candidate) => candidate.endsWith('.ts') && existsSync(join(root, candidate)));
  return path ? [path] : [];
}
