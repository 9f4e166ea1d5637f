import { spawn } from 'node:child_process';

const OPENERS: Partial<Record<NodeJS.Platform, readonly [command: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Milliseconds after which an opener that still runs counts as successful: some run as long as the browser. */
const SETTLED_MS = 1_500;

/** Opens a file or an address in the browser. @returns false without a browser, as in a remote shell */
export async function openInBrowser(target: string): Promise<boolean> {
  const [command, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  return new Promise((resolve) => {
    const opener = spawn(command, [...args, target], { stdio: 'ignore', detached: true });
    const settle = (opened: boolean) => {
      clearTimeout(timer);
      opener.unref();
      resolve(opened);
    };
    const timer = setTimeout(() => settle(true), SETTLED_MS);
    opener.once('error', () => settle(false));
    opener.once('exit', (code) => settle(code === 0));
  });
}
