import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ConfigError } from '../../errors';

/** Configuration of a run, for Airflow's `dag_run.conf`. */
export const configured = z.object({
  conf: z.string().default('').describe('JSON file with the configuration of the run; empty for none'),
});

/** Reads the configuration from a file. @throws ConfigError when it is missing, or is not a JSON object */
export async function runConfiguration(file: string): Promise<Record<string, unknown>> {
  if (file === '') return {};
  const refuse = (problem: string, cause: unknown) =>
    new ConfigError({ problem, got: file, allowed: 'a JSON file with one object', fix: 'correct --param conf' }, { cause });
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw refuse('the configuration of the run cannot be read', cause);
  });
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch (cause) {
    throw refuse('the configuration of the run is not a JSON object', cause);
  }
}
