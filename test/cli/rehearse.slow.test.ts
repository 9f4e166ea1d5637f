import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RehearsalResult } from '../../lib/rehearsal/result';
import { stagecraft } from '../support/spawned';

// Complete rehearsals, each in its own process.
jest.setTimeout(120_000);

const SCENARIO = 'glue-athena-data-lake';
const folder = () => mkdtempSync(join(tmpdir(), 'cli-rehearse-'));
/** Environment with Node only, so that Spark is missing on every machine. */
const bare = (path = '/nowhere') => ({ PATH: path, HOME: folder(), TMPDIR: tmpdir() });

test('prints steps, checks, totals and a report, which --open opens', async () => {
  const [cwd, tools] = [folder(), folder()];
  for (const name of ['xdg-open', 'open']) {
    writeFileSync(join(tools, name), `#!/bin/sh\necho "$1" > "${cwd}/opened"\n`);
    chmodSync(join(tools, name), 0o755);
  }
  const { code, stdout, stderr } = await stagecraft(['rehearse', SCENARIO, '--open'], { env: bare(tools), cwd });

  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(`rehearse ${SCENARIO}\n  1/`) });
  expect(stdout).toMatch(/^step +state +seconds +facts\n/);
  expect(stdout).toMatch(/\nSynthesize the stacks +passed +\d+\.\d +stacks \d+, resources \d+\n/);
  expect(stdout).toMatch(/by the Spark job.* skipped .*instead: /);
  expect(stdout).toMatch(/\ncheck +state +got +expected\n/);
  expect(stdout).toMatch(/two days of one hub are 5,760 rows +passed +5760 +5760\n/);
  expect(stdout).toMatch(/\nApache Spark is missing: install Python/);
  expect(stdout).toMatch(
    new RegExp(
      `\\npassed in [\\d.]+ s; steps: \\d+ passed, \\d+ skipped; checks: \\d+ passed, \\d+ skipped; access: allowed, in \\d+ ms \\([\\d.]+ %\\)\\nreport: out/${SCENARIO}/report.html, opened in the browser\\n$`,
    ),
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the terminal output contains control characters
  expect(stdout + stderr).not.toMatch(/\x1b/);

  const report = join(cwd, 'out', SCENARIO, 'report.html');
  expect(readFileSync(report, 'utf8').match(/<svg /g)?.length).toBeGreaterThanOrEqual(7);
  expect(readFileSync(join(cwd, 'opened'), 'utf8').trim()).toMatch(new RegExp(`out/${SCENARIO}/report.html$`));
});

test('--require-all fails for skipped steps, and --json is one document all the same', async () => {
  const cwd = folder();
  const { code, stdout, stderr } = await stagecraft(['rehearse', SCENARIO, '--json', '--require-all', '--out', 'elsewhere'], { env: bare(), cwd });
  const result = JSON.parse(stdout) as RehearsalResult;

  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^error {4}\d+ steps? (was|were) skipped\ngot {6}Apache Spark missing\nallowed {2}none, because of --require-all\nnext {5}install Python/,
  );
  expect(result).toMatchObject({ scenario: SCENARIO, passed: false, requireAll: true, report: expect.stringMatching(/elsewhere\/.*report\.html$/) });
  expect(result.steps.every(({ title, seconds, facts }) => title && seconds >= 0 && facts)).toBe(true);
  expect(result.checks.filter(({ state }) => state === 'failed')).toEqual([]);
  expect(existsSync(result.report)).toBe(true);
});

test('Ctrl-C exits 130 with one message', async () => {
  const cwd = folder();
  const { code, stdout, stderr } = await stagecraft(['rehearse', SCENARIO], { env: bare(), cwd, interruptAt: 'Synthesize the stacks' });

  expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
  expect(stderr).toMatch(/error {4}the rehearsal was interrupted\ngot {6}Ctrl-C during '.*'\nnext {5}repeat the command/);
  expect(existsSync(join(cwd, 'out', SCENARIO, 'report.html'))).toBe(false);
});

test.each<[string, string[], number, RegExp]>([
  [
    'a data folder that does not exist',
    ['--data', 'nowhere'],
    2,
    /error {4}the data folder cannot be read\ngot {6}.*nowhere\n.*\nnext {5}correct --data\n$/,
  ],
  ['an empty data folder', ['--data', 'empty'], 2, /error {4}the data folder is empty\ngot {6}.*empty\n/],
  ['--original without data', ['--original'], 2, /error {4}--original describes the data of --data, and no --data is given\nnext {5}add --data/],
  [
    'an output folder below a file',
    ['--out', 'file/out'],
    1,
    /error {4}cannot write: part of the path is a file\ngot {6}.*file\/out.*\nnext {5}.*--out\n$/,
  ],
  ['an unknown parameter', ['--param', 'hbu=1'], 2, /error {4}parameters of the rehearsal: unknown key hbu\n/],
])('refuses %s in one message', async (_, args, expected, message) => {
  const cwd = folder();
  mkdirSync(join(cwd, 'empty'));
  writeFileSync(join(cwd, 'file'), '');
  const { code, stdout, stderr } = await stagecraft(['rehearse', SCENARIO, ...args], { env: bare(), cwd });

  expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  expect(stderr).toMatch(message);
  expect(readdirSync(cwd).sort()).toEqual(['empty', 'file']);
});
