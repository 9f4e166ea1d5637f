import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../paths';
import { type Handlers, OLDER_TYPES } from './older-types';

/** SDK operations as `<client>:<operation>`; `scripts/list-calls.mjs` writes them. */
export interface OwnCalls {
  readonly deployment: readonly string[];
  readonly verbs: Readonly<Record<string, readonly string[]>>;
  readonly scenarios: Readonly<Record<string, { readonly verbs: readonly string[]; readonly operations: readonly string[] }>>;
}

/** By type: those that the registry's schemas have, which `scripts/import-handlers.mjs` writes, and those of types that are older. */
export function handlersByType(): Readonly<Record<string, Handlers>> {
  return { ...OLDER_TYPES, ...(read('handlers.json') as { readonly types: Readonly<Record<string, Handlers>> }).types };
}

export function ownCalls(): OwnCalls {
  return read('calls.json') as OwnCalls;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(packageRoot, 'lib/access/deployer', name), 'utf8'));
}
