import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const preload = join(dirname(fileURLToPath(import.meta.url)), 'peak-memory.cjs');

/**
 * Runs a command several times after one warm-up.
 *
 * @returns {{ seconds: number, mebibytes: number }} median of the wall time, and of the highest resident memory of the longest living Node process
 */
export function measure(command, options = {}) {
  return measureInTurn({ it: { command, ...options } }, options).it;
}

/** Runs several commands in turn, so that other load on the machine affects all alike. @returns results of `measure` by name */
export function measureInTurn(commands, { runs = 7 } = {}) {
  const samples = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let run = 0; run <= runs; run += 1) {
    for (const [name, { command, env = {}, cwd }] of Object.entries(commands)) {
      const sample = once(command, env, cwd);
      if (run > 0) samples[name].push(sample);
    }
  }
  const middle = (name, figure) => median(samples[name].map((sample) => sample[figure]));
  return Object.fromEntries(Object.keys(commands).map((name) => [name, { seconds: middle(name, 'seconds'), mebibytes: middle(name, 'mebibytes') }]));
}

function once([program, ...args], env, cwd) {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-bench-'));
  const peak = join(folder, 'peak');
  const started = performance.now();
  const result = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env, NODE_OPTIONS: `--require ${preload}`, STAGECRAFT_PEAK_MEMORY: peak },
  });
  const seconds = (performance.now() - started) / 1_000;
  if (result.status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${result.status}: ${result.stderr}`);
  const mebibytes = Math.max(...readFileSync(peak, 'utf8').trim().split('\n').map(Number));
  rmSync(folder, { recursive: true });
  return { seconds, mebibytes };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
