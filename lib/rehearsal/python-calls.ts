import { readFile, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { z } from 'zod';
import type { SdkCall } from '../contract/access';
import { packageRoot } from '../paths';

/** Folder of the module that Python imports at its start. */
const MODULE = join(packageRoot, 'lib', 'rehearsal', 'python');

const line = z.object({
  service: z.string(),
  operation: z.string(),
  input: z.record(z.string(), z.unknown()),
  answer: z.record(z.string(), z.string()).optional(),
});

/** The environment in which a Python program records its AWS calls in a file. */
export function recordingEnvironment(file: string, environment: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const before = environment['PYTHONPATH'];
  return { ...environment, PYTHONPATH: before ? `${MODULE}${delimiter}${before}` : MODULE, STAGECRAFT_CALLS: file };
}

/** Takes the calls out of a file, which is then gone; none when the program made none. */
export async function takeCalls(file: string): Promise<readonly SdkCall[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  await rm(file, { force: true });
  return text
    .split('\n')
    .filter((each) => each !== '')
    .map((each) => line.parse(JSON.parse(each)));
}
