import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { terminal } from '../../lib/cli/terminal';
import { packageRoot } from '../../lib/paths';
import type { StepTask } from '../../lib/task';

function capture(stream: NodeJS.WriteStream): string[] {
  const written: string[] = [];
  jest.spyOn(stream, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  return written;
}

let out: string[];
let err: string[];
beforeEach(() => {
  out = capture(process.stdout);
  err = capture(process.stderr);
});
afterEach(() => jest.restoreAllMocks());

const { signal } = new AbortController();
const plain = terminal({ json: false, live: false, signal });
const json = terminal({ json: true, live: false, signal });

async function threeSteps(task: StepTask): Promise<string> {
  task.plan(['Make', 'Convert', 'Ask']);
  task.start();
  task.progress('half');
  task.progress('half');
  task.end('passed', '1.0 s');
  task.start();
  task.end('skipped', 'Spark missing');
  task.start();
  task.progress('half');
  task.end('failed', 'no such table');
  return 'done';
}

test('work in plain lines: the title, then progress without repetition, all on stderr', async () => {
  const result = await plain.during('crawl', async ({ progress, signal: given }) => {
    for (const line of ['running', 'running', 'stopping']) progress(line);
    return given === signal;
  });

  expect(result).toBe(true);
  expect(err.join('')).toBe('crawl\n  running\n  stopping\n');
  expect(out).toEqual([]);
});

test('steps in plain lines: number, title, progress and outcome', async () => {
  expect(await plain.steps('rehearse lake', threeSteps)).toBe('done');
  expect(err.join('')).toBe(
    [
      'rehearse lake',
      '  1/3 Make',
      '    half',
      '    passed, 1.0 s',
      '  2/3 Convert',
      '    skipped, Spark missing',
      '  3/3 Ask',
      '    half',
      '    failed, no such table',
      '',
    ].join('\n'),
  );
});

test('with --json only the result is printed, as JSON', async () => {
  expect(await json.during('crawl', async ({ progress }) => progress('running'))).toBeUndefined();
  expect(await json.steps('rehearse', threeSteps)).toBe('done');
  json.result({ rows: 3 }, () => 'three rows');

  expect(err).toEqual([]);
  expect(JSON.parse(out.join(''))).toEqual({ rows: 3 });
});

test('without --json the result is text on stdout', () => {
  plain.result({ rows: 3 }, ({ rows }) => `${rows} rows`);

  expect(out.join('')).toBe('3 rows\n');
});

describe('a question', () => {
  test('is answered by --yes', async () => {
    await plain.confirm('Delete everything', { yes: true });

    expect(err.join('')).toBe('Delete everything\n');
  });

  test('cannot be asked when nobody is there', async () => {
    const { isTTY } = process.stdin;
    Object.defineProperty(process.stdin, 'isTTY', { value: false, configurable: true });
    try {
      await expect(plain.confirm('Delete everything', { yes: false })).rejects.toMatchObject({
        exitCode: 2,
        refusal: { fix: 'repeat the command with --yes' },
      });
    } finally {
      Object.defineProperty(process.stdin, 'isTTY', { value: isTTY, configurable: true });
    }
  });
});

describe('the live view', () => {
  /** Runs the built view as on a terminal, and returns what is left to read on it. */
  function onTerminal(work: string, env: Record<string, string> = {}): string {
    const live = JSON.stringify(join(packageRoot, 'dist/lib/cli/live.js'));
    const code = `process.stdout.isTTY = process.stderr.isTTY = true; process.stdout.columns = 100;
      const { duringLive, stepsLive } = require(${live});
      const { signal } = new AbortController();
      ${work}`;
    const { stdout, status } = spawnSync(process.execPath, ['-e', code], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm', ...env },
    });
    expect(status).toBe(0);
    return stdout;
  }

  const STEPS = `stepsLive(async (task) => {
    task.plan(['Make', 'Convert', 'Ask', 'Show']);
    task.start(); task.end('passed', '1.0 s');
    task.start(); task.progress('looking'); await new Promise((done) => setTimeout(done, 50)); task.end('skipped', 'Spark missing');
    task.start(); task.end('failed', 'no such table');
    return 'the result';
  }, signal).then((result) => console.log(result));`;

  test('shows every step with its outcome, and the result after it', () => {
    const shown = onTerminal(STEPS);

    for (const line of ['Make  1.0 s', 'Convert: skipped, Spark missing', 'Ask: no such table', 'Show: not run', 'the result'])
      expect(shown).toContain(line);
    expect(shown).toContain('looking');
  });

  test('honours NO_COLOR', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    const colour = /\x1b\[(3[0-9]|9[0-7])m/;

    expect(onTerminal(STEPS, { FORCE_COLOR: '1' })).toMatch(colour);
    expect(onTerminal(STEPS, { NO_COLOR: '1' })).not.toMatch(colour);
  });

  test('shows work with its progress, and hands its error on', () => {
    expect(
      onTerminal(
        "duringLive('crawl', async ({ progress }) => { progress('running'); await new Promise((done) => setTimeout(done, 50)); return 7; }, signal).then((n) => console.log('got ' + n));",
      ),
    ).toMatch(/crawl[\s\S]*running[\s\S]*got 7/);
    expect(
      onTerminal(
        "duringLive('crawl', () => Promise.reject(new Error('throttled')), signal).catch((error) => console.log('caught ' + error.message));",
      ),
    ).toContain('caught throttled');
  });
});
