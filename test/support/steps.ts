import type { StepTask } from '../../lib/contract/task';
import { recordingTask } from './task';

/** A task of several steps that records a line for each event. */
export function recordingSteps(): StepTask & { lines: string[]; abort(): void } {
  const task = recordingTask();
  const { lines } = task;
  let titles: readonly string[] = [];
  let at = -1;
  return {
    ...task,
    plan: (planned) => {
      titles = planned;
      lines.push(`plan: ${planned.join(', ')}`);
    },
    start: () => {
      at += 1;
      lines.push(`start: ${titles[at]}`);
    },
    end: (state, note) => {
      lines.push(`end: ${state}, ${note}`);
    },
  };
}
