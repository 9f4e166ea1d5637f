import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadScenario } from '../../lib/scenarios/load';
import { registry } from '../../lib/scenarios/registry';
import { synthesize } from '../../lib/scenarios/synthesize';

const LIMIT = 60 * 1024 * 1024;

test.each(Object.keys(registry))(
  '%s synthesizes without starting a process, with assets of at most 60 MB',
  async (scenario) => {
    const { spawnSync } = jest.requireActual<typeof import('node:child_process')>('node:child_process');
    const spawn = jest
      .spyOn(jest.requireActual<typeof import('node:child_process')>('node:child_process'), 'spawnSync')
      .mockImplementation(spawnSync);
    const { assembly } = await synthesize(await loadScenario({ scenario, examples: true }));
    const assets = readdirSync(assembly.directory).filter((name) => name.startsWith('asset.'));

    expect(spawn).not.toHaveBeenCalled();
    expect(assets.filter((name) => sizeOf(join(assembly.directory, name)) > LIMIT)).toEqual([]);
    spawn.mockRestore();
  },
  60_000,
);

function sizeOf(path: string): number {
  if (statSync(path).isFile()) return statSync(path).size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}
