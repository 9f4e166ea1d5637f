import { JobError } from '../../errors';
import type { Parts, Tool } from '../scenario';
import { kit } from './settings';
import { tagsOf } from './transient';

/** Tools of a deployed lake. */
export const tools = {
  'spark-history': kit.tool({
    summary: 'Spark history server of the long-lived cluster, or of the running one',
    needs: ['account'],
    async open({ contract, stage, aws, task }) {
      const cluster = contract.clusterId === undefined ? (await aws.emr.clusters(tagsOf(stage)))[0] : await aws.emr.cluster(contract.clusterId);
      if (cluster) return { url: await aws.emr.historyUrl(cluster.arn, task) };
      throw new JobError({
        problem: 'no cluster for a history server',
        fix: 'run a job on a cluster first: stagecraft run emr-pyspark process --method transient --no-wait',
      });
    },
  }),
  cluster: kit.consolePage('clusters in the EMR console', 'emr/home', ({ contract }) =>
    contract.clusterId === undefined ? '/clusters' : `/clusterDetails/${contract.clusterId}`,
  ),
  workflows: kit.consolePage(
    'state machine of the analysis with its executions',
    'states/home',
    ({ contract }) => `/statemachines/view/${encodeURIComponent(contract.analyzeMachine)}`,
  ),
  glue: kit.consolePage(
    'database of the lake in the Glue catalog',
    'glue/home',
    ({ contract }) => `/v2/data-catalog/databases/view/${contract.database}`,
  ),
  bucket: kit.consolePage('results in S3', ({ contract }) => `s3/buckets/${contract.goldBucket}`),
} satisfies Parts<Tool>;
