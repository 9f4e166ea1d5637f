import type { LogSource, Parts } from '../scenario';
import { kit, LOG_GROUPS } from './settings';
import { logGroup } from './teardown';

/** Log sources of the environment. */
export const logs = {
  'dag-processing': source('DAG processing, import errors above all', 'dag-processing'),
  scheduler: source('schedulers', 'scheduler'),
  task: source('tasks of DAG runs, the requests to EMR included', 'task'),
  'web-server': source('web server', 'web-server'),
  worker: source('workers', 'worker'),
} satisfies Parts<LogSource>;

function source(summary: string, name: keyof typeof LOG_GROUPS) {
  return kit.logGroups(summary, ({ contract }) => [logGroup(contract, LOG_GROUPS[name])]);
}
