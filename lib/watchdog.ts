import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from './paths';

type Watched = { readonly group: number } | { readonly path: string };

let watchdog: ChildProcess | undefined;

/** Ends a process group with SIGKILL when this process is killed before it can do so. @returns what takes the group off the list */
export function watchGroup(group: number): () => void {
  return watch({ group });
}

/** Removes a file or folder when this process is killed before it can do so. @returns what takes the path off the list */
export function watchPath(path: string): () => void {
  return watch({ path });
}

function watch(watched: Watched): () => void {
  send({ add: true, ...watched });
  return () => send({ add: false, ...watched });
}

function send(message: object): void {
  watchdog ??= startWatchdog();
  watchdog.stdin?.write(`${JSON.stringify(message)}\n`);
}

/** One process for all: a session apart, so that a closed terminal does not end it. It notices the end of this process when its standard input closes. */
function startWatchdog(): ChildProcess {
  const child = spawn(process.execPath, [join(packageRoot, 'scripts', 'watchdog.mjs')], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    windowsHide: true,
  });
  // Without a watchdog the handlers of `exit` and of signals still do their work.
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.unref();
  (child.stdin as unknown as { unref?(): void }).unref?.();
  return child;
}
