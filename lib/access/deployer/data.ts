import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../paths';

/** IAM actions that the handlers of a resource type ask for; `scripts/import-handlers.mjs` writes them. */
export interface Handlers {
  readonly create: readonly string[];
  readonly read: readonly string[];
  readonly update: readonly string[];
  readonly delete: readonly string[];
}

/** SDK operations as `<client>:<operation>`; `scripts/list-calls.mjs` writes them. */
export interface OwnCalls {
  readonly deployment: readonly string[];
  readonly verbs: Readonly<Record<string, readonly string[]>>;
  readonly scenarios: Readonly<Record<string, { readonly verbs: readonly string[]; readonly operations: readonly string[] }>>;
}

export function handlersByType(): Readonly<Record<string, Handlers>> {
  return (read('handlers.json') as { readonly types: Readonly<Record<string, Handlers>> }).types;
}

export function ownCalls(): OwnCalls {
  return read('calls.json') as OwnCalls;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(packageRoot, 'lib/access/deployer', name), 'utf8'));
}
