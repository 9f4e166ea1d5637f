import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Root folder of the `stagecraft` package, for sources and for compiled files. */
export const packageRoot = findRoot(__dirname);

/** Path in the workload folder of a scenario. */
export function workload(scenario: string, ...path: string[]): string {
  return join(packageRoot, 'workloads', scenario, ...path);
}

/** The bundle of a Lambda handler, made by `npm run build` from `workloads/<scenario>/functions/<name>.ts`. */
export function functionBundle(scenario: string, name: string): string {
  return join(packageRoot, 'dist', 'functions', scenario, name);
}

/** The bundle of a service with its Dockerfile, made by `npm run build` from `workloads/<workload>/service/main.ts`. */
export function serviceBundle(name: string): string {
  return join(packageRoot, 'dist', 'services', name);
}

function findRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  return findRoot(dirname(from));
}
