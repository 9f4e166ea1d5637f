import { stripVTControlCharacters } from 'node:util';
import { Command } from 'commander';
import { commands } from '../../lib/cli/commands';
import type { Ui } from '../../lib/cli/ui';
import type { Task } from '../../lib/contract/task';
import { ConfigError, JobError } from '../../lib/errors';
import { stagecraftInProcess } from '../support/in-process';
import { onTerminal, type TerminalOptions } from '../support/on-terminal';

// Its renderer is loaded by `import()`, which jest's sandbox does not support.
jest.mock('listr2', () => (globalThis as unknown as { requireOutside: NodeJS.Require }).requireOutside('listr2'));

const known = commands as ((ui: Ui) => Command)[];
afterEach(() => {
  jest.restoreAllMocks();
  known.pop();
});

/** Runs the CLI with an additional command, `wait`, that does some work. */
function waiting(work: (task: Task, ui: Ui) => Promise<unknown>, ...args: readonly string[]) {
  known.push((ui) => new Command('wait').action(async () => void (await ui.during('waiting', (task) => work(task, ui)))));
  return stagecraftInProcess(['wait', ...args]);
}

/** Simulates Ctrl-C by calling the last SIGINT listener, which is the CLI's. */
const interrupt = () => process.listeners('SIGINT').at(-1)?.('SIGINT');

const refused = () => Promise.reject(new JobError({ problem: 'the crawler failed', got: 'FAILED', fix: 'read its log' }));

describe('a refusal', () => {
  test('prints its four parts, and exits with its own code', async () => {
    expect(await waiting(refused)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'waiting\nerror    the crawler failed\ngot      FAILED\nnext     read its log\n',
    });
  });

  test('of usage exits 2', async () => {
    const usage = () => Promise.reject(new ConfigError({ problem: 'unknown stage', fix: 'name another' }));

    expect(await waiting(usage)).toMatchObject({ code: 2 });
  });

  test('is the JSON document with --json', async () => {
    const { code, stdout } = await waiting(refused, '--json');

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({ error: { problem: 'the crawler failed', got: 'FAILED', fix: 'read its log' } });
  });

  test('after a printed result adds no second JSON document', async () => {
    const { code, stdout, stderr } = await waiting(async (_, ui) => {
      ui.result({ findings: 1 }, () => '');
      await refused();
    }, '--json');

    expect({ code, printed: JSON.parse(stdout) }).toEqual({ code: 1, printed: { findings: 1 } });
    expect(stderr).toContain('error    the crawler failed');
  });
});

describe('an error that is not a refusal is a bug', () => {
  test.each<[string, unknown, string]>([
    ['an error', new TypeError('x is not a function'), 'x is not a function'],
    ['what is no error', 'just words', 'just words'],
  ])('and %s exits 1 with advice', async (_, reason, description) => {
    expect(await waiting(() => Promise.reject(reason))).toEqual({
      code: 1,
      stdout: '',
      stderr: `waiting\nerror    this is a bug in stagecraft: ${description}\nnext     repeat the command with --debug and report what it prints\n`,
    });
  });

  test('and shows its stack and cause with --debug', async () => {
    const bug = new TypeError('x is not a function', { cause: new Error('deep down') });
    const { code, stderr } = await waiting(() => Promise.reject(bug), '--debug');

    expect(code).toBe(1);
    expect(stderr).toMatch(/TypeError: x is not a function\n\s+at [\s\S]*deep down[\s\S]*error {4}this is a bug/);
  });
});

describe('Ctrl-C', () => {
  test('aborts the work, and exits 130 with any error', async () => {
    const stopping = ({ signal }: Task) =>
      new Promise((_, fail) => {
        signal.addEventListener('abort', () => fail(signal.reason));
        interrupt();
      });

    expect(await waiting(stopping)).toEqual({
      code: 130,
      stdout: '',
      stderr: 'waiting\n\nStopping… press Ctrl-C again to quit\nerror    interrupted\nnext     repeat the command\n',
    });
  });

  test('exits 130 too when the work reports what it leaves running', async () => {
    const { code, stderr } = await waiting(async () => {
      interrupt();
      await refused();
    });

    expect(code).toBe(130);
    expect(stderr).toContain('error    the crawler failed');
    expect(stderr).not.toContain('interrupted');
  });

  test('exits 0 when the work ended before it could stop', async () => {
    expect(await waiting(async () => interrupt())).toMatchObject({ code: 0, stderr: expect.stringContaining('Stopping') });
  });

  test.each([
    ['passed on by npm too counts once', 399, 0],
    ['a second one quits at once', 401, 1],
  ])('%s', async (_, milliseconds, exits) => {
    const exit = jest.spyOn(process, 'exit').mockImplementation((() => {}) as typeof process.exit);
    let now = performance.now();
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    const { stderr } = await waiting(async () => {
      interrupt();
      now += milliseconds;
      interrupt();
    });

    expect(exit.mock.calls).toEqual(Array(exits).fill([130]));
    expect(stderr.match(/Stopping/g)).toHaveLength(1);
  });
});

describe('output errors', () => {
  const failing = (code: string, message: string) => waiting(async () => process.stdout.emit('error', Object.assign(new Error(message), { code })));

  test('EPIPE is no error', async () => {
    expect(await failing('EPIPE', 'write EPIPE')).toEqual({ code: 0, stdout: '', stderr: 'waiting\n' });
  });

  test('other errors fail with their reason', async () => {
    expect(await failing('ENOSPC', 'no space left on device')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'waiting\nerror    cannot write the output: no space left on device\nnext     free disk space at the destination\n',
    });
  });

  test('an error of stderr itself is ignored', async () => {
    const { code } = await waiting(async () => process.stderr.emit('error', new Error('write EPIPE')));

    expect(code).toBe(0);
  });
});

describe('progress', () => {
  const crawl = async ({ progress }: Task) => {
    for (const line of ['one', 'two']) {
      progress(line);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const crawlOnTerminal = async (options?: TerminalOptions) => {
    let ended = { stdout: '', stderr: '' };
    await onTerminal(async () => {
      ended = await waiting(crawl);
    }, options);
    return ended;
  };

  test('replaces its line on a terminal', async () => {
    const { stdout, stderr } = await crawlOnTerminal();

    expect(stripVTControlCharacters(stdout)).toMatch(/\S waiting\n +\S one\n[\s\S]*\S waiting\n$/);
    expect(stderr).toBe('');
  });

  test.each<[string, TerminalOptions]>([
    ['in CI', { env: { CI: 'true' } }],
    ['on a terminal too narrow to replace lines', { columns: 39 }],
    ['on a terminal that knows no width', { columns: 0 }],
  ])('is plain lines %s', async (_, options) => {
    expect(await crawlOnTerminal(options)).toMatchObject({ stdout: '', stderr: 'waiting\n  one\n  two\n' });
  });
});
