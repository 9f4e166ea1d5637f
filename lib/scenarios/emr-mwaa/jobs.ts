import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { Facts } from '../../contract/values';
import { ConfigError } from '../../errors';
import { workload } from '../../paths';
import { makeTemporaryFolder } from '../../temporary';
import type { Deployed } from '../places';
import type { Job, Parts } from '../scenario';
import { checkDagInputs } from './inputs';
import { type Config, type Contract, DAGS, kit } from './settings';
import { readBase, variablesOf } from './variables';

type Context = Pick<Deployed<Config, Contract>, 'aws' | 'task'>;

/** Configuration of a run, for Airflow's `dag_run.conf`. */
const configured = z.object({
  conf: z.string().default('').describe('JSON file with the configuration of the run; empty for none'),
});

/** Jobs of a deployed environment, in a useful order. */
export const jobs = {
  'upload-dags': kit.job({
    summary: 'upload the DAGs and the requirements file to the bucket of the environment; Airflow imports them within a minute',
    needs: ['account'],
    async run({ config, contract, aws, task }) {
      const uploaded = await uploadCopy('airflow', contract.dagBucket, { aws, task }, (copy) => constrain(copy, config.airflowVersion));
      const requirementsVersion = (await aws.s3.version(contract.dagBucket, 'requirements.txt')) ?? 'none';
      return { bucket: contract.dagBucket, ...uploaded, requirementsVersion };
    },
  }),

  'upload-specs': kit.job({
    summary: 'upload the two JSON files with cluster and step definitions to the work bucket of emr-pyspark',
    needs: ['account'],
    async run({ contract, aws, task, stage }) {
      await readBase(stage, aws);
      return { bucket: contract.workBucket, ...(await uploadCopy('work', contract.workBucket, { aws, task })) };
    },
  }),

  configure: kit.job({
    summary: 'write the Airflow variables from the published parameters of this scenario and of emr-pyspark',
    needs: ['account'],
    async run({ contract, aws, stage }) {
      const variables = variablesOf(await readBase(stage, aws), { region: aws.target.region, clusterTag: contract.clusterTag });
      await aws.mwaa.setVariables(contract.environment, variables);
      return { environment: contract.environment, variables: Object.keys(variables).length, names: Object.keys(variables).join(', ') };
    },
  }),

  'spark-pi': runDag('spark-pi', 'run SparkPi on a single-node cluster'),
  'bakery-sales': runDag('bakery-sales', 'count the bakery sales; --param conf names a file with e-mail addresses for failures'),
  'multiple-steps': runDag('multiple-steps', 'run the four analyses at the same time'),
} satisfies Parts<Job>;

function runDag(job: keyof typeof DAGS, summary: string) {
  return kit.job({
    summary,
    needs: ['account'],
    params: configured,
    async run({ contract, aws, task, stage, wait, params }): Promise<Facts> {
      const conf = await runConfiguration(params.conf);
      await checkDagInputs(job, await readBase(stage, aws), aws);
      const run = await aws.mwaa.start(contract.environment, DAGS[job], conf);
      if (!wait) return { ...run };
      const { seconds, tasks } = await aws.mwaa.wait(contract.environment, run, task);
      return { ...run, seconds, tasks: tasks.length, steps: tasks.filter((each) => each.task === 'watch_step').length };
    },
  });
}

/** Names the constraints of the environment's Airflow in the requirements: those of another would not be met by what the image has. */
async function constrain(folder: string, airflowVersion: Config['airflowVersion']): Promise<void> {
  const file = join(folder, 'requirements.txt');
  await writeFile(file, (await readFile(file, 'utf8')).replace(/constraints-\d+\.\d+\.\d+\//, `constraints-${airflowVersion}/`));
}

/** Uploads a workload folder to a bucket, without Python caches. */
async function uploadCopy(folder: string, bucket: string, { aws, task }: Context, change = async (_copy: string) => {}): Promise<Facts> {
  const copy = makeTemporaryFolder();
  try {
    await cp(workload('emr-mwaa', folder), copy, { recursive: true, filter: (path) => basename(path) !== '__pycache__' });
    await change(copy);
    return { ...(await aws.s3.uploadFolder(copy, bucket, task)) };
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** Reads the configuration from a file. @throws ConfigError when it is missing, or is not a JSON object */
async function runConfiguration(file: string): Promise<Record<string, unknown>> {
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
