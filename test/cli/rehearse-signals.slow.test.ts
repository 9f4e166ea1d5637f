import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../lib/paths';
import { descendantsOf } from '../support/descendants';
import { isRunning } from '../support/is-running';

const folder = mkdtempSync(join(tmpdir(), 'signals-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const bin = join(folder, 'bin');
mkdirSync(bin);
symlinkSync(process.execPath, join(bin, 'node'));

/** Starts a rehearsal with Node services alone, and resolves when they run. */
async function startedRehearsal(name: string) {
  const temporary = join(folder, `${name}-tmp`);
  mkdirSync(temporary, { recursive: true });
  const args = [join(packageRoot, 'dist/bin/stagecraft.js'), 'rehearse', 'istio-observability', '--out', join(folder, name)];
  const child = spawn(process.execPath, args, { env: { PATH: bin, TMPDIR: temporary }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stdout.resume();
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${stderr}`)));
    child.stderr.on('data', (data) => {
      stderr += data;
      if (stderr.includes('Ask many times at once')) resolve();
    });
  });
  const started = descendantsOf(child.pid ?? 0);
  // Nine services, and what ends them when the rehearsal is killed.
  expect(started.length).toBeGreaterThanOrEqual(10);
  return { child, started, temporary, said: () => stderr };
}

async function allEnded(pids: readonly number[]): Promise<number[]> {
  const end = Date.now() + 15_000;
  while (pids.some(isRunning) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));
  return pids.filter(isRunning);
}

const temporaryFolders = (path: string) => readdirSync(path).filter((name) => name.startsWith('stagecraft-'));

test.each(['SIGHUP', 'SIGTERM'] as const)(
  '%s ends every service, removes temporary folders and exits with 130',
  async (signal) => {
    const { child, started, temporary, said } = await startedRehearsal(signal);
    child.kill(signal);
    const [code] = await once(child, 'exit');
    expect(await allEnded(started)).toEqual([]);
    expect(code).toBe(130);
    expect(said()).toContain('the rehearsal was interrupted');
    expect(temporaryFolders(temporary)).toEqual([]);
  },
  180_000,
);

test('SIGKILL ends every service too, and the next rehearsal takes the folder over', async () => {
  const { child, started } = await startedRehearsal('SIGKILL');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await allEnded(started)).toEqual([]);

  const next = await startedRehearsal('SIGKILL');
  next.child.kill('SIGTERM');
  await once(next.child, 'exit');
}, 300_000);

test('of two rehearsals in one folder one runs and the other is refused', async () => {
  const { child, started } = await startedRehearsal('two');
  const args = [join(packageRoot, 'dist/bin/stagecraft.js'), 'rehearse', 'istio-observability', '--out', join(folder, 'two')];
  const second = spawn(process.execPath, args, { env: { PATH: bin }, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  second.stderr.on('data', (data) => {
    said += data;
  });
  const [code] = await once(second, 'close');
  expect(code).toBe(2);
  expect(said).toContain(`another rehearsal runs here (pid ${child.pid})`);
  expect(said).toContain('--out');
  expect(child.exitCode).toBeNull();
  child.kill('SIGTERM');
  await once(child, 'exit');
  expect(await allEnded(started)).toEqual([]);
}, 180_000);
