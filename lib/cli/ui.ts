import type { StepTask, Task } from '../contract/task';

/** Output of a command: a live view, plain lines, JSON, or a recording in a test. */
export interface Ui {
  /** Shows `title` while `work` runs, and passes it progress and Ctrl-C. */
  during<T>(title: string, work: (task: Task) => Promise<T>): Promise<T>;
  /** Shows sequential steps, each with its outcome, while `work` runs. */
  steps<T>(title: string, work: (task: StepTask) => Promise<T>): Promise<T>;
  /** Prints a result: `text` for people, the value itself under `--json`. */
  result<T>(value: T, text: (value: T) => string): void;
  /** Asks for confirmation. @throws AbortError when the answer is no, ConfigError without a terminal */
  confirm(question: string, options: { readonly yes: boolean }): Promise<void>;
}
