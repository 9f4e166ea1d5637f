import type { Ui } from '../../lib/cli/ui';
import type { Task } from '../../lib/contract/task';
import { recordingTask } from './task';

/** A user interface that records its output, and confirms. */
export interface RecordingUi extends Ui {
  /** Titles of work, in order. */
  readonly titles: string[];
  /** Results as text. */
  readonly texts: string[];
  /** Results as `--json` prints them. */
  readonly values: unknown[];
  readonly task: Task & { readonly lines: string[]; abort(): void };
}

export function recordingUi(): RecordingUi {
  const [titles, texts, values]: [string[], string[], unknown[]] = [[], [], []];
  const task = recordingTask();
  return {
    titles,
    texts,
    values,
    task,
    async during(title, work) {
      titles.push(title);
      return work(task);
    },
    async steps(title, work) {
      titles.push(title);
      return work({ ...task, plan: () => {}, start: () => {}, end: () => {} });
    },
    result(value, text) {
      values.push(value);
      texts.push(text(value));
    },
    confirm: async () => {},
  };
}
