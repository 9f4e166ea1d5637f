import { createInterface } from 'node:readline/promises';
import { AbortError, ConfigError } from '../errors';
import type { Task } from '../task';
import type { Ui } from './ui';

/** How the terminal is used. */
export interface TerminalOptions {
  readonly json: boolean;
  /** Whether progress replaces itself on one line; plain lines otherwise. */
  readonly live: boolean;
  readonly signal: AbortSignal;
}

/** The terminal: results on stdout, everything else on stderr. */
export function terminal({ json, live, signal }: TerminalOptions): Ui {
  return {
    async during(title, work) {
      if (json) return work({ progress: () => {}, signal });
      return live ? duringLive(title, work, signal) : duringPlain(title, work, signal);
    },
    result(value, text) {
      process.stdout.write(`${json ? JSON.stringify(value, undefined, 2) : text(value)}\n`);
    },
    async confirm(question, { yes }) {
      if (!json) process.stderr.write(`${question}\n`);
      if (yes) return;
      if (!process.stdin.isTTY) {
        throw new ConfigError({ problem: 'nobody is there to confirm', allowed: 'a terminal, or --yes', fix: 'repeat the command with --yes' });
      }
      const prompt = createInterface({ input: process.stdin, output: process.stderr });
      try {
        const answer = await prompt.question('Go on? [y/N] ', { signal });
        if (!/^y(es)?$/i.test(answer.trim())) throw new AbortError({ problem: 'declined, nothing was changed', fix: 'answer y to go on' });
      } finally {
        prompt.close();
      }
    },
  };
}

async function duringPlain<T>(title: string, work: (task: Task) => Promise<T>, signal: AbortSignal): Promise<T> {
  let last = '';
  process.stderr.write(`${title}\n`);
  const progress = (line: string) => {
    if (line !== last) process.stderr.write(`  ${line}\n`);
    last = line;
  };
  return work({ progress, signal });
}

async function duringLive<T>(title: string, work: (task: Task) => Promise<T>, signal: AbortSignal): Promise<T> {
  const { Listr } = await import('listr2');
  let result: T | undefined;
  const list = new Listr(
    [
      {
        title,
        task: async (_, task) => {
          const progress = (line: string) => {
            task.output = line;
          };
          result = await work({ progress, signal });
        },
      },
    ],
    { rendererOptions: { collapseErrors: false, showErrorMessage: false }, registerSignalListeners: false },
  );
  await list.run();
  return result as T;
}
