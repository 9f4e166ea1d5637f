import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Folder of the bundle of a handler that belongs to a construct: it travels in this package. */
export function handlerBundle(domain: string, name: string): string {
  return join(packageFolder(__dirname), 'dist', domain, 'handlers', name);
}

function packageFolder(from: string): string {
  return existsSync(join(from, 'package.json')) ? from : packageFolder(dirname(from));
}
