import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { duringLive, stepsLive } from '../../lib/cli/live';
import { terminal } from '../../lib/cli/terminal';
import type { StepTask } from '../../lib/contract/task';
import { packageRoot } from '../../lib/paths';
import { onTerminal } from '../support/on-terminal';

// Its renderer is loaded by `import()`, which jest's sandbox does not support.
jest.mock('listr2', () => (globalThis as unknown as { requireOutside: NodeJS.Require }).requireOutside('listr2'));

const { signal } = new AbortController();
/** Longer than the view needs to render a line. */
const shownMeanwhile = () => new Promise((resolve) => setTimeout(resolve, 50));

async function fourSteps(task: StepTask): Promise<string> {
  task.plan(['Make', 'Convert', 'Ask', 'Show']);
  task.start();
  task.progress('at once');
  await shownMeanwhile();
  task.end('passed', '1.0 s');
  task.start();
  await shownMeanwhile();
  task.progress('looking');
  await shownMeanwhile();
  task.end('skipped', 'Spark missing');
  task.start();
  task.end('failed', 'no such table');
  return 'the result';
}

describe('steps', () => {
  test('end with one line each, the outcome, and the result of all', async () => {
    let result: string | undefined;
    const shown = await onTerminal(async () => {
      result = await stepsLive(fourSteps, signal);
    });

    expect(result).toBe('the result');
    expect(shown.trimEnd().split('\n').slice(-4)).toEqual([
      expect.stringMatching(/^\S Make {2}1\.0 s$/),
      expect.stringMatching(/^\S Convert: skipped, Spark missing$/),
      expect.stringMatching(/^\S Ask: no such table$/),
      expect.stringMatching(/^\S Show: not run$/),
    ]);
  });

  test('show the progress of the running one below it, including messages before its line was rendered', async () => {
    const shown = await onTerminal(() => stepsLive(fourSteps, signal));

    expect(shown).toMatch(/\S Make\n +\S at once\n\S Convert\n/);
    expect(shown).toMatch(/\S Convert\n +\S looking\n\S Ask\n/);
  });

  test('that did not start are shown as not run, and the error is rethrown', async () => {
    const shown = await onTerminal(async () => {
      const work = async (task: StepTask) => {
        task.plan(['Make', 'Ask']);
        task.start();
        throw new Error('throttled');
      };
      await expect(stepsLive(work, signal)).rejects.toThrow('throttled');
    });

    expect(shown).toMatch(/\S Make: not run\n\S Ask: not run\s*$/);
  });

  test('need no plan: work that fails before it has one only fails', async () => {
    await expect(stepsLive(() => Promise.reject(new Error('no such scenario')), signal)).rejects.toThrow('no such scenario');
  });
});

describe('a single task', () => {
  test('shows its title and progress, and returns its result', async () => {
    let result: boolean | undefined;
    const shown = await onTerminal(async () => {
      result = await duringLive(
        'crawl',
        async ({ progress, signal: given }) => {
          progress('running');
          await shownMeanwhile();
          return given === signal;
        },
        signal,
      );
    });

    expect(result).toBe(true);
    expect(shown).toMatch(/\S crawl\n +\S running\n[\s\S]*\S crawl\n$/);
  });

  test('rethrows its error and leaves printing it to the CLI', async () => {
    const shown = await onTerminal(async () => {
      await expect(duringLive('crawl', () => Promise.reject(new Error('throttled')), signal)).rejects.toThrow('throttled');
    });

    expect(shown).toContain('crawl');
    expect(shown).not.toContain('throttled');
  });
});

test('a live terminal shows tasks and steps, and prints nothing with --json', async () => {
  const shown = (json: boolean) =>
    onTerminal(async () => {
      const ui = terminal({ json, live: true, signal });
      await ui.during('crawl', async ({ progress }) => {
        progress('running');
        await shownMeanwhile();
      });
      await ui.steps('rehearse lake', fourSteps);
    });

  expect(await shown(true)).toBe('');
  const live = await shown(false);
  expect(live).toMatch(/\S crawl\n +\S running\n/);
  expect(live).toMatch(/\S Convert: skipped, Spark missing\n/);
  expect(live).not.toContain('1/4');
});

test('honours NO_COLOR', () => {
  const view = JSON.stringify(join(packageRoot, 'dist/lib/cli/live.js'));
  const code = `process.stdout.isTTY = process.stderr.isTTY = true; process.stdout.columns = 100;
    require(${view}).duringLive('crawl', async () => {}, new AbortController().signal);`;
  const coloured = (env: Record<string, string>) => {
    const { stdout, status } = spawnSync(process.execPath, ['-e', code], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm', ...env },
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('crawl') });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    return /\x1b\[(3[0-9]|9[0-7])m/.test(stdout);
  };

  expect([coloured({ FORCE_COLOR: '1' }), coloured({ NO_COLOR: '1' })]).toEqual([true, false]);
});
