import { once } from 'node:events';
import type { Interface } from 'node:readline/promises';
import type { StepTask, Task } from '../contract/task';
import { printable } from '../printable';
import type { Ui } from './ui';

/** Options of the terminal. */
export interface TerminalOptions {
  readonly json: boolean;
  /** Whether progress updates in place; plain lines otherwise. */
  readonly live: boolean;
  readonly signal: AbortSignal;
}

/** The terminal: results on stdout, everything else on stderr; nothing but JSON has control characters that came from elsewhere. */
export function terminal({ json, live, signal }: TerminalOptions): Ui {
  return {
    async during(title, work) {
      if (json) return work({ progress: () => {}, signal });
      if (!live) return duringPlain(title, work, signal);
      const { duringLive } = await import('./live');
      return duringLive(printable(title), (task) => work(printing(task)), signal);
    },
    async steps(title, work) {
      if (json) return work({ progress: () => {}, plan: () => {}, start: () => {}, end: () => {}, signal });
      if (!live) return stepsPlain(title, work, signal);
      // On the screen before what follows is loaded.
      say(`${title}\n`);
      const { stepsLive } = await import('./live');
      return stepsLive((task) => work(printingSteps(task)), signal);
    },
    result(value, text) {
      process.stdout.write(`${json ? JSON.stringify(value, undefined, 2) : printable(text(value))}\n`);
    },
    async confirm(question, { yes }) {
      if (!json) say(`${question}\n`);
      if (yes) return;
      const { AbortError, ConfigError } = await import('../errors');
      if (!process.stdin.isTTY) {
        throw new ConfigError({
          problem: 'not a terminal: pass --yes to confirm',
          allowed: 'a terminal, or --yes',
          fix: 'repeat the command with --yes',
        });
      }
      const { createInterface } = await import('node:readline/promises');
      const prompt = createInterface({ input: process.stdin, output: process.stderr });
      // While the prompt is open, Ctrl-C arrives at the prompt and not as a signal.
      prompt.on('SIGINT', () => process.emit('SIGINT'));
      try {
        const answer = await answerTo(prompt, signal);
        if (!/^y(es)?$/i.test(answer.trim())) throw new AbortError({ problem: 'declined; nothing was changed', fix: 'answer y to continue' });
      } finally {
        prompt.close();
      }
    },
  };
}

/** The answer; empty for Ctrl-D, for which some Node versions reject the question and others never answer. */
async function answerTo(prompt: Interface, signal: AbortSignal): Promise<string> {
  const left = once(prompt, 'close').then(() => undefined);
  const asked = prompt.question('Continue? [y/N] ', { signal }).catch((error) => {
    if (signal.aborted) throw error;
    return undefined;
  });
  const answer = await Promise.race([asked, left]);
  if (answer === undefined) process.stderr.write('\n');
  return answer ?? '';
}

/** The only writer of text that may come from elsewhere. */
function say(text: string): void {
  process.stderr.write(printable(text));
}

function printing(task: Task): Task {
  return { ...task, progress: (line) => task.progress(printable(line)) };
}

function printingSteps(task: StepTask): StepTask {
  return {
    ...task,
    ...printing(task),
    plan: (titles) => task.plan(titles.map(printable)),
    end: (state, note) => task.end(state, printable(note)),
  };
}

async function duringPlain<T>(title: string, work: (task: Task) => Promise<T>, signal: AbortSignal): Promise<T> {
  say(`${title}\n`);
  return work({ progress: indented('  '), signal });
}

async function stepsPlain<T>(title: string, work: (task: StepTask) => Promise<T>, signal: AbortSignal): Promise<T> {
  let titles: readonly string[] = [];
  let at = -1;
  let progress = indented('    ');
  say(`${title}\n`);
  return work({
    plan: (planned) => {
      titles = planned;
    },
    start: () => {
      at += 1;
      progress = indented('    ');
      say(`  ${at + 1}/${titles.length} ${titles[at]}\n`);
    },
    end: (state, note) => say(`    ${[state, note].filter(Boolean).join(', ')}\n`),
    progress: (line) => progress(line),
    signal,
  });
}

/** Writes lines to stderr and omits repeated ones. */
function indented(indent: string): (line: string) => void {
  let last = '';
  return (line) => {
    if (line !== last) say(`${indent}${line}\n`);
    last = line;
  };
}
