import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');

/** Runs a program on the compiled module, as a process of its own, since the folder goes with the process. */
function run(program: string): string {
  return execFileSync(process.execPath, ['-e', program], { cwd: root, encoding: 'utf8' }).trim();
}

test.each(['', 'process.exit(0)'])('a folder until exit is there while the process runs, and gone after it (%p)', (ending) => {
  const program = `
    const { existsSync, writeFileSync } = require('node:fs');
    const folder = require('./dist/lib/temporary').folderUntilExit();
    writeFileSync(folder + '/file', '');
    console.log(JSON.stringify({ folder, there: existsSync(folder) }));
    ${ending}`;
  const { folder, there } = JSON.parse(run(program)) as { folder: string; there: boolean };

  expect(there).toBe(true);
  expect(existsSync(folder)).toBe(false);
});
