import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { outputTail, run } from '../lib/program';

const PATH = process.env['PATH'];
let folder: string;

/** A kubectl that runs `body`. */
function kubectl(body: string, mode = 0o755): void {
  const file = join(folder, 'kubectl');
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, mode);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'program-'));
  process.env['PATH'] = [folder, '/usr/bin', '/bin'].join(delimiter);
});
afterEach(() => {
  process.env['PATH'] = PATH;
});

test('passes arguments unchanged', async () => {
  kubectl('printf "%s|" "$@"; echo oops >&2; exit 3');

  await expect(run('kubectl', ['get', '$(date); "a b"'])).resolves.toEqual({ code: 3, stdout: 'get|$(date); "a b"|', stderr: 'oops\n' });
});

test('passes input on, and reports each output line at once', async () => {
  kubectl('cat; printf last');
  const lines: string[] = [];

  await expect(run('kubectl', [], { input: 'one\ntwo\n', line: (line) => lines.push(line) })).resolves.toMatchObject({ stdout: 'one\ntwo\nlast' });
  expect(lines).toEqual(['one', 'two', 'last']);
});

test('without an input, standard input is empty', async () => {
  kubectl('cat; echo done');

  await expect(run('kubectl', [])).resolves.toMatchObject({ stdout: 'done\n' });
});

test('a program that ignores its input ends normally', async () => {
  kubectl('exit 4');

  await expect(run('kubectl', [], { input: 'x'.repeat(1_000_000) })).resolves.toMatchObject({ code: 4 });
});

test('an abort terminates the program and waits for it; no other is started', async () => {
  kubectl('trap "echo stopped; exit 0" TERM; echo ready; for i in $(seq 400); do sleep 0.05; done');
  const control = new AbortController();
  const lines: string[] = [];
  const running = run('kubectl', [], {
    signal: control.signal,
    line(line) {
      lines.push(line);
      control.abort(new Error('Ctrl-C'));
    },
  });

  await expect(running).rejects.toThrow('Ctrl-C');
  expect(lines).toEqual(['ready', 'stopped']);
  await expect(run('kubectl', [], { signal: control.signal, line: (line) => lines.push(line) })).rejects.toThrow('Ctrl-C');
  expect(lines).toHaveLength(2);
});

test('a missing program is named with its installation', async () => {
  process.env['PATH'] = folder;

  await expect(run('kubectl', [])).rejects.toMatchObject({
    exitCode: 2,
    refusal: { problem: 'kubectl is not installed, or not on the PATH', fix: expect.stringContaining('https://kubernetes.io/docs/tasks/tools/') },
  });
});

test('a program that cannot be started is not reported as missing', async () => {
  kubectl('exit 0', 0o644);
  process.env['PATH'] = folder;

  await expect(run('kubectl', [])).rejects.toMatchObject({ code: 'EACCES' });
});

test.each<[string, Parameters<typeof outputTail>[0], string]>([
  ['what it complained of', { code: 1, stdout: 'out', stderr: 'first\n\n  second \n' }, 'first / second'],
  ['what it printed, when it did not complain', { code: 1, stdout: 'out\n', stderr: ' \n' }, 'out'],
  ['what it printed, when it only warned', { code: 1, stdout: 'out\n', stderr: 'Warning: old\n' }, 'out'],
  ['the last four lines', { code: 1, stdout: '', stderr: 'a\nb\nc\nd\ne' }, 'b / c / d / e'],
  ['no warning and no log', { code: 1, stdout: '', stderr: 'Warning: old\nW1121 10:00:00.0 1 a.go:1] b\nEmpty reply' }, 'Empty reply'],
  ['its exit code, when there is nothing else', { code: 7, stdout: '', stderr: 'WARNING: old' }, 'exit code 7'],
  ['that it was stopped, when a signal ended it', { code: null, stdout: '', stderr: '' }, 'it was stopped'],
])('the last output of a program is %s', (_, ended, said) => {
  expect(outputTail(ended)).toBe(said);
});
