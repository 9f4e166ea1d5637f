import { PassThrough } from 'node:stream';
import { terminal } from '../../lib/cli/terminal';
import type { Ui } from '../../lib/cli/ui';
import type { StepTask } from '../../lib/contract/task';

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

test('prints plain lines: the title, then progress without repetition, all on stderr', async () => {
  const result = await plain.during('crawl', async ({ progress, signal: given }) => {
    for (const line of ['running', 'running', 'stopping']) progress(line);
    return given === signal;
  });

  expect(result).toBe(true);
  expect(err.join('')).toBe('crawl\n  running\n  stopping\n');
  expect(out).toEqual([]);
});

test('prints steps as plain lines: number, title, progress and outcome', async () => {
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

test('with --json prints only the result, as JSON', async () => {
  expect(await json.during('crawl', async ({ progress }) => progress('running'))).toBeUndefined();
  expect(await json.steps('rehearse', threeSteps)).toBe('done');
  json.result({ rows: 3 }, () => 'three rows');

  expect(err).toEqual([]);
  expect(JSON.parse(out.join(''))).toEqual({ rows: 3 });
});

test('without --json prints the result as text on stdout', () => {
  plain.result({ rows: 3 }, ({ rows }) => `${rows} rows`);

  expect(out.join('')).toBe('3 rows\n');
});

/** Asks a question at a terminal; answers are written to `input`. */
function asked({ isTTY = true, with: ui = plain }: { readonly isTTY?: boolean; readonly with?: Ui } = {}) {
  const input = Object.assign(new PassThrough(), { isTTY, setRawMode: () => input });
  jest.spyOn(process, 'stdin', 'get').mockReturnValue(input as unknown as typeof process.stdin);
  return { input, confirmed: ui.confirm('Delete everything', { yes: false }) };
}

describe('a question', () => {
  test('is answered by --yes', async () => {
    await plain.confirm('Delete everything', { yes: true });

    expect(err.join('')).toBe('Delete everything\n');
  });

  test('prints only the refusal with --json', async () => {
    await json.confirm('Delete everything', { yes: true });

    expect(err).toEqual([]);
  });

  test('is refused without a terminal', async () => {
    const { confirmed } = asked({ isTTY: false });

    await expect(confirmed).rejects.toMatchObject({ exitCode: 2, refusal: { fix: 'repeat the command with --yes' } });
  });

  test.each(['y', 'Y', 'yes', ' YES '])("continues after '%s'", async (answer) => {
    const { confirmed, input } = asked();
    input.write(`${answer}\n`);

    await expect(confirmed).resolves.toBeUndefined();
    expect(err.join('')).toBe('Delete everything\nContinue? [y/N] ');
  });

  test.each(['', 'n', 'no', 'yesterday'])("changes nothing after '%s'", async (answer) => {
    const { confirmed, input } = asked();
    input.write(`${answer}\n`);

    await expect(confirmed).rejects.toMatchObject({
      exitCode: 1,
      refusal: { problem: 'declined; nothing was changed', fix: 'answer y to continue' },
    });
  });

  test('is declined by Ctrl-D, and further output starts on a new line', async () => {
    const { confirmed, input } = asked();
    input.end();

    await expect(confirmed).rejects.toMatchObject({ refusal: { problem: 'declined; nothing was changed' } });
    expect(err.join('')).toBe('Delete everything\nContinue? [y/N] \n');
  });

  test('is interrupted by a signal, which is not an answer', async () => {
    const interrupt = new AbortController();
    const { confirmed } = asked({ with: terminal({ json: false, live: false, signal: interrupt.signal }) });
    interrupt.abort();

    await expect(confirmed).rejects.toMatchObject({ name: 'AbortError', code: 'ABORT_ERR' });
  });

  describe('a terminal in raw mode', () => {
    beforeEach(() => Object.defineProperty(process.stderr, 'isTTY', { value: true, configurable: true }));
    afterEach(() => Reflect.deleteProperty(process.stderr, 'isTTY'));

    test('is interrupted by Ctrl-C like all other work', async () => {
      const interrupt = new AbortController();
      // Jest's worker processes listen for signals too, and would end.
      (jest.spyOn(process, 'emit') as jest.SpyInstance).mockImplementation((event) => {
        if (event === 'SIGINT') interrupt.abort();
        return true;
      });
      const { confirmed, input } = asked({ with: terminal({ json: false, live: false, signal: interrupt.signal }) });
      input.write('\x03');

      await expect(confirmed).rejects.toMatchObject({ code: 'ABORT_ERR' });
      expect(interrupt.signal.aborted).toBe(true);
    });

    test('is declined by Ctrl-D', async () => {
      const { confirmed, input } = asked();
      input.write('\x04');

      await expect(confirmed).rejects.toMatchObject({ refusal: { problem: 'declined; nothing was changed' } });
    });
  });
});
