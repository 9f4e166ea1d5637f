/**
 * Ends process groups and removes files when the process that started it is gone, however that ended.
 *
 * Standard input brings one JSON document a line: `{"add": true, "group": 4711}` or `{"add": false, "path": "/tmp/…"}`. Its end is the sign.
 */
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

const groups = new Set();
const paths = new Set();

for await (const line of createInterface({ input: process.stdin })) {
  const { add, group, path } = JSON.parse(line);
  const [watched, item] = group === undefined ? [paths, path] : [groups, group];
  if (add) watched.add(item);
  else watched.delete(item);
}

for (const group of groups) {
  try {
    process.kill(process.platform === 'win32' ? group : -group, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
for (const path of paths) rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
