import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Aws } from '../aws/aws';
import { checked } from '../check';
import type { Task } from '../contract/task';
import type { Facts } from '../contract/values';
import { ConfigError, JobError, StagecraftError } from '../errors';
import { type LoadedScenario, loadScenario, type ScenarioOptions } from '../scenarios/load';
import type { Data } from '../scenarios/scenario';
import { writing } from '../writing';
import { type DeploymentId, deploymentId, findDeployed } from './places';

export interface GenerateDataOptions extends ScenarioOptions {
  /** Folder to write to. @default 'out/<scenario>/raw' */
  readonly to?: string;
  /** Parameters of the data, as typed. @default - the scenario's defaults */
  readonly params?: Readonly<Record<string, string>>;
}

export interface GenerateDataResult {
  readonly scenario: string;
  readonly folder: string;
  readonly facts: Facts;
}

export interface UploadDataOptions extends ScenarioOptions {
  /** Folder to upload. @default 'out/<scenario>/raw' */
  readonly from?: string;
}

/** A folder with files to upload; AWS has not been called. */
export interface PreparedUpload {
  readonly loaded: LoadedScenario;
  readonly data: Data;
  readonly folder: string;
}

export interface UploadDataResult extends DeploymentId {
  readonly folder: string;
  readonly facts: Facts;
}

/** Generates the input data of a scenario. The same parameters give the same bytes. @throws JobError when the folder cannot be written to */
export async function generateData(options: GenerateDataOptions, task: Task): Promise<GenerateDataResult> {
  const loaded = await loadScenario(options);
  const data = dataOf(loaded);
  const { id } = loaded.scenario;
  const params = checked(data.params, options.params ?? {}, `parameters of the data of ${id}`, `stagecraft explain ${id}`);
  const folder = resolve(options.to ?? defaultFolder(id));
  const facts = await writing(folder, () => data.generate({ folder, params, task }));
  return { scenario: id, folder, facts };
}

/** Checks that there are files to upload before signing in. @throws ConfigError when nothing has been generated */
export async function prepareUpload(options: UploadDataOptions): Promise<PreparedUpload> {
  const loaded = await loadScenario(options);
  const data = dataOf(loaded);
  const folder = resolve(options.from ?? defaultFolder(loaded.scenario.id));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  if (entries.some((entry) => entry.isFile())) return { loaded, data, folder };
  throw new ConfigError({
    problem: 'no data to upload',
    got: folder,
    allowed: 'a folder with the raw files of the scenario',
    fix: `stagecraft data generate ${loaded.scenario.id}${options.from === undefined ? '' : ` --to ${options.from}`}`,
  });
}

/** Uploads the input data of a scenario. Repeating it skips uploaded files. */
export async function uploadData({ loaded, data, folder }: PreparedUpload, aws: Aws, task: Task): Promise<UploadDataResult> {
  const deployed = await findDeployed(loaded, aws, task);
  try {
    return { ...deploymentId(loaded, { aws }), folder, facts: await data.upload({ ...deployed, folder } as never) };
  } catch (error) {
    if (!task.signal.aborted || StagecraftError.is(error)) throw error;
    throw new JobError({ problem: 'the upload was interrupted', fix: 'repeat the command: it skips files that are uploaded' }, { cause: error });
  }
}

function dataOf({ scenario }: LoadedScenario): Data {
  if (scenario.data) return scenario.data;
  throw new ConfigError({ problem: `${scenario.id} needs no data`, fix: `stagecraft explain ${scenario.id}` });
}

function defaultFolder(scenario: string): string {
  return join('out', scenario, 'raw');
}
