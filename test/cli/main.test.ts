import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../lib/paths';
import { stagecraft } from '../support/spawned';

// Each test starts a process; several of them load the CDK.
jest.setTimeout(60_000);

const env = { PATH: process.env['PATH'] ?? '' };
const run = (...args: string[]) => stagecraft(args, { env });

test('a successful command exits 0 and prints nothing on stderr', async () => {
  const { code, stdout, stderr } = await run('list');

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('glue-athena-data-lake');
});

test('the advice of the AWS SDK to upgrade Node is not printed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-node-'));
  writeFileSync(join(folder, 'old.cjs'), "Object.defineProperty(process, 'version', { value: 'v20.19.0' });");
  const account = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
  const { code, stderr } = await stagecraft(['status', 'rds-postgres'], { env: { ...env, ...account, NODE_OPTIONS: `--require ${folder}/old.cjs` } });

  expect(code).toBe(1);
  expect(stderr).toContain('127.0.0.1:1');
  expect(stderr).not.toContain('NodeVersionSupportWarning');
});

test.each([['--help'], ['--version'], ['help'], ['config', '--help']])('%s exits 0', async (...args) => {
  expect((await run(...args)).code).toBe(0);
});

test('the compiled command is executable', () => {
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));

  expect(execFileSync(join(packageRoot, 'dist/bin/stagecraft.js'), ['--version'], { encoding: 'utf8' }).trim()).toBe(version);
});

test('without a command prints the help and exits 2', async () => {
  const { code, stderr } = await run();

  expect(code).toBe(2);
  expect(stderr).toMatch(/^Usage: stagecraft/);
});

describe('a usage error exits 2 and reports', () => {
  test.each<[string, string[], string[]]>([
    ['which command is near an unknown one', ['lst'], ["error    unknown command 'lst'", 'next     stagecraft --help; did you mean list?']],
    [
      'which option is near an unknown one',
      ['list', '--jsn'],
      ["error    unknown option '--jsn'", 'next     stagecraft list --help; did you mean --json?'],
    ],
    ['which argument is missing', ['config'], ["error    missing required argument 'scenario'", 'next     stagecraft config --help']],
    [
      'how a value is written',
      ['config', 'glue-athena-data-lake', '--set', 'limit'],
      ['error    invalid value of --set', "got      'limit'", 'allowed  name=value', 'next     stagecraft config --help'],
    ],
    [
      'which scenario is near an unknown one',
      ['config', 'glue-athena-datalake'],
      ['error    unknown scenario', "got      'glue-athena-datalake'", "did you mean 'glue-athena-data-lake'?"],
    ],
    [
      'which key is near an unknown one',
      ['config', 'glue-athena-data-lake', '--set', 'scanLimitMB=5'],
      ['unknown key scanLimitMB', "got      'scanLimitMB'", 'allowed  databaseName, scanLimitMb', "did you mean 'scanLimitMb'?"],
    ],
    [
      'which values are allowed',
      ['config', 'glue-athena-data-lake', '--set', 'scanLimitMb=5'],
      ['scanLimitMb is not valid', 'got      "5"', 'allowed  a whole number from 10 to 1000000', 'next     stagecraft config glue-athena-data-lake'],
    ],
  ])('%s', async (_, args, lines) => {
    const { code, stdout, stderr } = await run(...args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const line of lines) expect(stderr).toContain(line);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('prints the same as JSON with --json', async () => {
    const [usage, refusal] = await Promise.all([run('lst', '--json'), run('config', 'nothing', '--json')]);

    expect(JSON.parse(usage.stdout)).toEqual({ error: { problem: "unknown command 'lst'", fix: 'stagecraft --help; did you mean list?' } });
    expect(JSON.parse(refusal.stdout)).toMatchObject({ error: { problem: 'unknown scenario', got: "'nothing'" } });
    expect([usage.code, refusal.code]).toEqual([2, 2]);
  });
});

/** Runs the CLI with an additional command, `wait`, whose work is given as code. */
function withWaiting(work: string, args: readonly string[], act: (child: ReturnType<typeof spawn>) => void = () => {}) {
  const file = join(mkdtempSync(join(tmpdir(), 'main-')), 'cli.js');
  const lines = [
    `const { Command } = require(${JSON.stringify(require.resolve('commander'))});`,
    `const work = ${work};`,
    `const { commands, main } = require(${JSON.stringify(join(packageRoot, 'dist', 'lib', 'cli', 'main'))});`,
    "commands.push((ui) => new Command('wait').action(() => ui.during('waiting', work)));",
    `main(['node', 'stagecraft', ...${JSON.stringify(args)}]);`,
  ];
  writeFileSync(file, lines.join('\n'));
  return new Promise<{ code: number | null; stdout: string; stderr: string; seconds: number }>((resolve) => {
    const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const begin = performance.now();
    let [stdout, stderr] = ['', ''];
    let acted = false;
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    child.stderr.on('data', (data) => {
      stderr += data;
      if (!acted && stderr.includes('waiting')) {
        acted = true;
        act(child);
      }
    });
    child.on('close', (code) => resolve({ code, stdout, stderr, seconds: (performance.now() - begin) / 1000 }));
  });
}

const DEAF = '() => new Promise((done) => setTimeout(done, 30_000))';
const LISTENING =
  '({ signal }) => new Promise((done, fail) => { setTimeout(done, 30_000).unref(); const hold = setInterval(() => {}, 50); signal.onabort = () => { clearInterval(hold); fail(signal.reason); }; })';

describe('Ctrl-C', () => {
  test('aborts the work, and exits 130', async () => {
    const { code, stderr } = await withWaiting(LISTENING, ['wait'], (child) => child.kill('SIGINT'));

    expect(code).toBe(130);
    expect(stderr).toContain('Stopping… press Ctrl-C again to quit\n');
    expect(stderr).toContain('error    interrupted');
  });

  test('is reported as JSON with --json', async () => {
    // With --json no progress shows that the work has started, so the work does.
    const work = LISTENING.replace('{ setTimeout', "{ process.stderr.write('waiting'); setTimeout");
    const { code, stdout } = await withWaiting(work, ['wait', '--json'], (child) => child.kill('SIGINT'));

    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ error: { problem: 'interrupted' } });
  });

  test('a second Ctrl-C quits at once', async () => {
    const { code, seconds } = await withWaiting(DEAF, ['wait'], (child) => {
      child.kill('SIGINT');
      setTimeout(() => child.kill('SIGINT'), 700);
    });

    expect(code).toBe(130);
    expect(seconds).toBeLessThan(20);
  });

  test('passed on by npm too counts once', async () => {
    const slow =
      '({ signal }) => new Promise((done, fail) => { signal.onabort = () => setTimeout(() => { process.stderr.write("tidied up\\n"); fail(signal.reason); }, 300); setTimeout(() => {}, 30_000).unref(); const hold = setInterval(() => { if (signal.aborted) clearInterval(hold); }, 20); })';
    const { code, stderr } = await withWaiting(slow, ['wait'], (child) => {
      child.kill('SIGINT');
      setTimeout(() => child.kill('SIGINT'), 40);
    });

    expect(code).toBe(130);
    expect(stderr).toContain('tidied up');
  });
});

describe('an error that is not a refusal is a bug', () => {
  const BUG = "() => Promise.reject(new TypeError('x is not a function', { cause: new Error('deep down') }))";

  test('and exits 1 without a stack', async () => {
    const { code, stderr } = await withWaiting(BUG, ['wait']);

    expect(code).toBe(1);
    expect(stderr).toContain('error    this is a bug in stagecraft: x is not a function\nnext     repeat the command with --debug');
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('and shows its stack and cause with --debug', async () => {
    const { stderr } = await withWaiting(BUG, ['wait', '--debug']);

    expect(stderr).toMatch(/TypeError: x is not a function\n\s+at [\s\S]*deep down/);
  });

  test('and is an error in the JSON output too', async () => {
    const { stdout } = await withWaiting(BUG, ['wait', '--json']);

    expect(JSON.parse(stdout)).toMatchObject({ error: { problem: 'this is a bug in stagecraft: x is not a function' } });
  });
});

test('EPIPE is no error', async () => {
  const ended = await new Promise<{ code: number | null; stderr: string }>((resolve) => {
    const child = spawn(process.execPath, [join(packageRoot, 'dist/bin/stagecraft.js'), 'list'], { env });
    let stderr = '';
    child.stdout.destroy();
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    child.on('close', (code) => resolve({ code, stderr }));
  });

  expect(ended).toEqual({ code: 0, stderr: '' });
});
