import type { Listr, ListrTask } from 'listr2';
import type { StepTask, Task } from '../contract/task';

/** Shows one task with its progress. */
export async function duringLive<T>(title: string, work: (task: Task) => Promise<T>, signal: AbortSignal): Promise<T> {
  let result: T | undefined;
  const show: ListrTask = {
    title,
    task: async (_, shown) => {
      const progress = (line: string) => {
        shown.output = line;
      };
      result = await work({ progress, signal });
    },
  };
  await (await listOf([show], { exitOnError: true })).run();
  return result as T;
}

interface Outcome {
  readonly state: 'passed' | 'skipped' | 'failed' | 'not run';
  readonly note: string;
}

/** Shows a list of steps: pending ones, the running one with its progress, and the result of each. */
export async function stepsLive<T>(work: (task: StepTask) => Promise<T>, signal: AbortSignal): Promise<T> {
  let steps: readonly ShownStep[] = [];
  let list: Promise<unknown> = Promise.resolve();
  let at = -1;
  try {
    return await work({
      plan: (titles) => {
        steps = titles.map((title) => new ShownStep(title));
        const shown = steps.map((step) => step.show);
        list = listOf(shown, { exitOnError: false }).then((listed) => listed.run());
      },
      start: () => {
        at += 1;
      },
      progress: (line) => steps[at]?.progress(line),
      end: (state, note) => steps[at]?.end({ state, note }),
      signal,
    });
  } finally {
    for (const step of steps) step.end({ state: 'not run', note: '' });
    await list;
  }
}

/** A line of the list. Updates that arrive before the list shows it are kept. */
class ShownStep {
  private line = '';
  private tell = (line: string) => {
    this.line = line;
  };
  private settle!: (outcome: Outcome) => void;
  private readonly ended = new Promise<Outcome>((resolve) => {
    this.settle = resolve;
  });

  constructor(private readonly title: string) {}

  public progress(line: string): void {
    this.tell(line);
  }

  /** Sets the result; only the first call counts. */
  public end(outcome: Outcome): void {
    this.settle(outcome);
  }

  public get show(): ListrTask {
    return {
      title: this.title,
      task: async (_, shown) => {
        this.tell = (line) => {
          shown.output = line;
        };
        if (this.line) this.tell(this.line);
        const { state, note } = await this.ended;
        if (state === 'failed') throw new Error(`${this.title}: ${note}`);
        if (state === 'passed') shown.title = `${this.title}  ${note}`;
        else shown.skip(`${this.title}: ${state}${note && `, ${note}`}`);
      },
    };
  }
}

async function listOf(tasks: ListrTask[], { exitOnError }: { readonly exitOnError: boolean }): Promise<Listr> {
  const { Listr } = await import('listr2');
  return new Listr(tasks, {
    exitOnError,
    // A failed step shows its reason; the error of a failed command is printed below the list.
    rendererOptions: { collapseErrors: !exitOnError, showErrorMessage: !exitOnError, collapseSkips: true },
    registerSignalListeners: false,
  });
}
