import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { endGroup, runProcess } from '../../lib/rehearsal/engines/process';
import { isRunning } from '../support/is-running';
import { onPlatform } from '../support/on-platform';

const still = new AbortController().signal;
const sh = (body: string, options: Partial<Parameters<typeof runProcess>[2]> = {}) =>
  runProcess('sh', ['-c', body], { env: { PATH: process.env['PATH'] }, signal: still, ...options });

afterEach(() => jest.restoreAllMocks());

test('returns stdout, stderr and exit code separately', async () => {
  await expect(sh('echo out; echo err >&2; exit 3')).resolves.toEqual({ code: 3, stdout: 'out\n', stderr: 'err\n' });
  await expect(sh('kill -9 $$')).resolves.toMatchObject({ code: -1 });
});

test('reports each line immediately, and the last one without a line break', async () => {
  const lines: string[] = [];
  const { stdout } = await sh('printf "one\\ntw"; sleep 0.1; printf "o\\n\\nlast"', { onLine: (line) => lines.push(line) });

  expect(lines).toEqual(['one', 'two', '', 'last']);
  expect(stdout).toBe('one\ntwo\n\nlast');
});

test('keeps the end of a long output', async () => {
  const { stdout } = await sh('i=0; while [ $i -lt 3000 ]; do printf "%0100d" $i; i=$((i+1)); done');

  expect(stdout).toHaveLength(200_000);
  expect(stdout.endsWith('2999')).toBe(true);
});

test('fails for a program that cannot be started, with and without a listener', async () => {
  await expect(runProcess('/no/such/program', [], { env: {}, signal: still, onLine: () => {} })).rejects.toThrow(/ENOENT/);
});

test('an interruption ends the program and its child processes', async () => {
  const control = new AbortController();
  const pids: number[] = [];
  const onLine = (line: string) => {
    pids.push(Number(line));
    if (pids.length === 2) control.abort(new Error('Ctrl-C'));
  };

  await expect(sh('echo $$; sleep 60 & echo $!; wait', { signal: control.signal, onLine })).rejects.toThrow('Ctrl-C');
  expect(pids.map(isRunning)).toEqual([false, false]);
  await expect(sh('echo 1', { signal: control.signal, onLine })).rejects.toThrow('Ctrl-C');
  expect(pids).toHaveLength(2);
});

describe('ending a process group', () => {
  test('that could not be started, or that has ended, does nothing', async () => {
    const missing = spawn('/no/such/program');
    await once(missing, 'error');
    expect(() => endGroup(missing, 'SIGTERM')).not.toThrow();

    const over = spawn('sh', ['-c', 'exit 0'], { detached: true });
    await once(over, 'close');
    expect(() => endGroup(over, 'SIGTERM')).not.toThrow();
  });

  test('that belongs to another user is an error', () => {
    const denied = Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
    jest.spyOn(process, 'kill').mockImplementation(() => {
      throw denied;
    });

    expect(() => endGroup({ pid: 1_234 } as never, 'SIGTERM')).toThrow(denied);
  });

  test.each([
    ['linux', -1_234],
    ['win32', 1_234],
  ] as const)('on %s signals %i', async (platform, target) => {
    const kill = jest.spyOn(process, 'kill').mockReturnValue(true);
    await onPlatform(platform, () => endGroup({ pid: 1_234 } as never, 'SIGKILL'));

    expect(kill.mock.calls).toEqual([[target, 'SIGKILL']]);
  });
});
