import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { repositoryFiles, root } from './files';

/** Folders that commands and builds write, outside of version control. */
const IGNORED = ['node_modules', 'dist', 'out', 'cdk.out'];

/** A copy of this checkout with its build, whose packages are those of this one. */
export interface CheckoutCopy {
  readonly dir: string;
  /** Digest of each file by its path, without packages and builds. */
  digests(): Readonly<Record<string, string>>;
  remove(): void;
}

export function copyCheckout(): CheckoutCopy {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'stagecraft-checkout-')));
  for (const file of repositoryFiles()) copy(file, dir);
  for (const built of ['dist', 'constructs/dist']) copy(built, dir);
  linkPackages(dir);
  return {
    dir,
    digests: () => Object.fromEntries(filesBelow(dir).map((file) => [relative(dir, file), digest(file)])),
    remove: () => rmSync(dir, { recursive: true }),
  };
}

function copy(path: string, dir: string): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  cpSync(join(root, path), join(dir, path), { recursive: true, preserveTimestamps: true });
}

/** The constructs are a workspace: the copy uses its own. */
function linkPackages(dir: string): void {
  mkdirSync(join(dir, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules'))) {
    const target = name === 'stagecraft-constructs' ? join(dir, 'constructs') : join(root, 'node_modules', name);
    symlinkSync(target, join(dir, 'node_modules', name));
  }
}

function filesBelow(dir: string): readonly string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    if (IGNORED.includes(entry.name)) return [];
    const path = join(dir, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
