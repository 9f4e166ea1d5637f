import { main } from '../../lib/cli/main';
import type { Ended } from './spawned';

/** Runs the command line in this process. `env` replaces the whole environment. */
export async function stagecraftInProcess(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    jest.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text);
      return true;
    }),
  );
  const before = { code: process.exitCode, env: process.env };
  process.exitCode = 0;
  if (env) process.env = { ...env };
  try {
    await main(['node', 'stagecraft', ...args]);
    return { code: Number(process.exitCode), ...written };
  } finally {
    process.exitCode = before.code;
    process.env = before.env;
    for (const spy of spies) spy.mockRestore();
    for (const event of ['SIGINT', 'SIGTERM', 'SIGBREAK', 'SIGHUP']) process.removeAllListeners(event);
    process.stdout.removeAllListeners('error');
    process.stderr.removeAllListeners('error');
  }
}
