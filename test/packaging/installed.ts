import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../lib/paths';

const run = promisify(execFile);
const PATH = process.env['PATH'] ?? '';

/** Both compilers that a project may have. */
export const COMPILERS = { 'TypeScript 5.9': 'typescript5', 'TypeScript 7': 'typescript7' } as const;
const COMPILER_PACKAGES = ['typescript5@npm:typescript@~5.9.3', 'typescript7@npm:typescript@^7.0.2', '@types/node@20'];

const { dependencies } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };

/** What an app with the CDK has anyway. */
export const CDK = ['aws-cdk-lib', 'constructs'].map((name) => `${name}@${dependencies[name]}`);

/** Packs a package of this repository as it would be published. @returns the archive */
export async function packed(folder: string): Promise<string> {
  const destination = mkdtempSync(join(tmpdir(), 'packed-'));
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', destination], {
    cwd: join(packageRoot, folder),
    maxBuffer: 64 * 1024 * 1024,
  });
  const [{ filename = '' } = {}] = JSON.parse(stdout) as { filename?: string }[];
  return join(destination, filename);
}

/** An empty project with these packages and both compilers installed. */
export async function projectWith(packages: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'project-'));
  write(folder, 'package.json', JSON.stringify({ name: 'stranger', private: true, type: 'commonjs' }));
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages, ...COMPILER_PACKAGES], { cwd: folder });
  return folder;
}

export function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Runs a compiler of the project. @returns what it objected to */
export async function compile(folder: string, compiler: string, args: readonly string[]): Promise<string> {
  const tsc = join(folder, 'node_modules', compiler, 'bin/tsc');
  return run(process.execPath, [tsc, ...args], { cwd: folder }).then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout,
  );
}

export function node(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return run(process.execPath, args, { cwd: folder, env: { PATH, ...env }, maxBuffer: 64 * 1024 * 1024 });
}

/** The templates below a cloud assembly, as one text. */
export function templatesIn(assembly: string): string {
  const files = (readdirSync(assembly, { recursive: true }) as string[]).filter((file) => file.endsWith('.template.json'));
  return files.map((file) => readFileSync(join(assembly, file), 'utf8')).join('\n');
}

/** Bytes of a folder with all that is in it. */
export function bytesOf(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
