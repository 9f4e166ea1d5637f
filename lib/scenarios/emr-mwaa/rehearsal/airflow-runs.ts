import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Task } from '../../../contract/task';
import { JobError } from '../../../errors';
import { workload } from '../../../paths';
import type { AirflowEngine } from '../../../rehearsal/engine';
import type { StepContext } from '../../../rehearsal/rehearsal';
import { contractPath } from '../../names';
import type { Config } from '../settings';
import { readBase, variablesOf } from '../variables';

/** Folder of the DAGs. */
const DAG_FOLDER = workload('emr-mwaa', 'airflow', 'dags');

const PROGRAM = workload('emr-mwaa', 'rehearsal', 'dags.py');

/** Content of a DAG file, from the DAG processor. */
const parsed = z.object({
  errors: z.record(z.string(), z.string()),
  dags: z.array(
    z.object({
      id: z.string(),
      file: z.string(),
      schedule: z.string().nullable(),
      tags: z.array(z.string()),
      params: z.array(z.string()),
      tasks: z.array(z.object({ id: z.string(), downstream: z.array(z.string()), mapped: z.boolean(), teardown: z.boolean() })),
    }),
  ),
});

/** Result of one run, in Airflow and on the simulated EMR. */
const ran = z.object({
  state: z.string(),
  tasks: z.array(z.object({ id: z.string(), index: z.number(), state: z.string() })),
  clusters: z.array(z.object({ id: z.string(), state: z.string(), request: z.record(z.string(), z.unknown()) })),
  steps: z.array(z.object({ id: z.string(), name: z.string(), arguments: z.array(z.string()), state: z.string() })),
  mostAtOnce: z.number(),
  calls: z.record(z.string(), z.number()),
});

export type DagRunRecord = z.infer<typeof ran>;

/** One run, as input of `rehearsal/dags.py`. */
export interface DagRunRequest {
  readonly dag: string;
  readonly conf?: Readonly<Record<string, unknown>>;
  /** Names of steps that fail. @default - none */
  readonly failing?: readonly string[];
}

/** Reads the DAGs as Airflow's DAG processor does. */
export async function parseDags(airflow: AirflowEngine, task: Task): Promise<z.infer<typeof parsed>> {
  return answerOf(parsed, await airflow.run(PROGRAM, ['parse', DAG_FOLDER], DAG_FOLDER, task));
}

/** The environment that runs the DAGs, by the id of its construct. */
const WORKLOAD = { type: 'AWS::MWAA::Environment', id: 'Environment' };

type Context = Pick<StepContext<Config, 'airflow'>, 'engines' | 'workspace' | 'stage' | 'account' | 'calls' | 'task'>;

/** Runs DAGs sequentially, each with a new EMR that is simulated below the SDK. */
export async function runDags(
  { engines: { airflow }, workspace, stage, account, calls, task }: Context,
  requests: readonly DagRunRequest[],
): Promise<readonly DagRunRecord[]> {
  const base = await readBase(stage, { ssm: { parametersBelow: async (path) => parametersBelow(path, account.values) } });
  const clusterTag = account.values.get(`${contractPath('emr-mwaa', stage)}/clusterTag`) ?? '';
  const variables = variablesOf(base, { region: account.location.region, clusterTag });
  const files = ['emr_steps/emr_steps.json', 'job_flow_overrides/job_flow_overrides.json'];
  const objects = Object.fromEntries(files.map((file) => [`${base.workBucket}/${file}`, workload('emr-mwaa', 'work', file)]));
  await mkdir(workspace, { recursive: true });
  const file = join(workspace, `runs-${requests.map(({ dag }) => dag).join('-')}.json`);
  await writeFile(file, JSON.stringify(requests.map((request) => ({ ...request, variables, objects }))));
  return answerOf(z.array(ran), await airflow.run(PROGRAM, ['run', DAG_FOLDER, file], DAG_FOLDER, task, (call) => calls.record(WORKLOAD, call)));
}

/** Parameters below a path by the rest of their names, as Systems Manager gives them. */
function parametersBelow(path: string, values: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  return Object.fromEntries([...values].flatMap(([name, value]) => (name.startsWith(`${path}/`) ? [[name.slice(path.length + 1), value]] : [])));
}

/** The result is the last line, after Airflow's output. */
function answerOf<Schema extends z.ZodType>(schema: Schema, printed: string): z.infer<Schema> {
  const line = printed.trim().split('\n').at(-1) ?? '';
  try {
    return schema.parse(JSON.parse(line));
  } catch (cause) {
    throw new JobError(
      {
        problem: 'unexpected output of the Airflow program',
        got: line.slice(0, 200),
        fix: 'npm ci, then repeat the rehearsal',
      },
      { cause },
    );
  }
}
