import { jobsOf, SHARED_MODULES, type SparkJobId, sparkJobs } from '../../../workloads/emr-pyspark/steps';
import type { Aws } from '../../aws/aws';
import { JobError } from '../../errors';
import { checkInputs } from '../emr-pyspark/jobs';
import { PROGRAMS } from '../emr-pyspark/programs';
import { BASE, type DAGS } from './settings';
import type { BaseContract } from './variables';

/** Spark jobs of the lake that a DAG submits; SparkPi comes with Spark. */
const SUBMITTED: Readonly<Record<keyof typeof DAGS, readonly SparkJobId[]>> = {
  'spark-pi': [],
  'bakery-sales': ['bakery-sales'],
  'multiple-steps': jobsOf('analyze'),
};

/** Files of the work bucket that define cluster and steps of a DAG. */
export const SPECIFICATIONS = ['emr_steps/emr_steps.json', 'job_flow_overrides/job_flow_overrides.json'];

/** Script of the bootstrap bucket that runs on each node. */
const BOOTSTRAP = 'bootstrap_actions.sh';

/** Checks what a DAG's cluster reads, before one starts. @throws JobError with the missing object and the command that uploads it */
export async function checkDagInputs(dag: keyof typeof DAGS, base: BaseContract, aws: Pick<Aws, 's3' | 'glue'>): Promise<void> {
  const jobs = SUBMITTED[dag];
  if (jobs.length === 0) return;
  const programs = [...SHARED_MODULES, ...jobs.map((job) => sparkJobs[job].program)].map((file) => `${PROGRAMS}/${file}`);
  await requireObjects(base.workBucket, programs, `stagecraft run ${BASE} upload`, dag, aws);
  await requireObjects(base.bootstrapBucket, [BOOTSTRAP], `stagecraft run ${BASE} upload`, dag, aws);
  if (dag === 'multiple-steps') await requireObjects(base.workBucket, SPECIFICATIONS, 'stagecraft run emr-mwaa upload-specs', dag, aws);
  await checkInputs(jobs, { contract: base, aws });
}

async function requireObjects(bucket: string, keys: readonly string[], fix: string, dag: string, { s3 }: Pick<Aws, 's3'>): Promise<void> {
  for (const key of keys) {
    if ((await s3.list(bucket, key)).some((object) => object.key === key)) continue;
    throw new JobError({ problem: `the cluster of ${dag} would fail: a file that it reads is missing`, got: `no s3://${bucket}/${key}`, fix });
  }
}
