import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..');

/** Runs a program on the compiled module, in a child process, because the folder is deleted with the process. */
function run(program: string, temporary = tmpdir()): string {
  return execFileSync(process.execPath, ['-e', program], { cwd: root, encoding: 'utf8', env: { ...process.env, TMPDIR: temporary } }).trim();
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

test('the first folder of a process removes what killed processes have left for an hour, and nothing else', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'sweep-'));
  const gone = JSON.parse(run('console.log(process.pid)')) as number;
  const leave = (name: string, hours: number) => {
    mkdirSync(join(temporary, name));
    const time = new Date(Date.now() - hours * 3_600_000);
    utimesSync(join(temporary, name), time, time);
  };
  leave(`stagecraft-${gone}-old`, 2);
  leave(`stagecraft-${gone}-young`, 0);
  leave(`stagecraft-${process.pid}-running`, 2);
  leave('stagecraft-of-another-user', 2);
  leave('other', 2);

  run("require('./dist/lib/temporary').folderUntilExit()", temporary);
  expect(readdirSync(temporary).sort()).toEqual(
    ['other', 'stagecraft-of-another-user', `stagecraft-${gone}-young`, `stagecraft-${process.pid}-running`].sort(),
  );
  rmSync(temporary, { recursive: true });
});

test('a temporary folder that is not there is refused with what to do', () => {
  const program = `
    try { require('./dist/lib/temporary').folderUntilExit(); } catch (error) { console.log(JSON.stringify(error.refusal)); }`;

  expect(JSON.parse(run(program, '/nonexistent/folder'))).toEqual({
    problem: expect.stringMatching(/^the temporary folder cannot be used: ENOENT/),
    got: '/nonexistent/folder',
    fix: 'free disk space, or set TMPDIR',
  });
});
