import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Aws } from '../../../lib/aws/aws';
import type { EmrCluster } from '../../../lib/aws/emr-clusters';
import { mwaaVerbs } from '../../../lib/aws/mwaa';
import { ServiceRefusal, type SignedRequest } from '../../../lib/aws/signed-requests';
import type { ContractValues } from '../../../lib/scenarios/contract-entry';
import { jobs } from '../../../lib/scenarios/emr-mwaa/jobs';
import { type Contract, config, contract } from '../../../lib/scenarios/emr-mwaa/settings';
import { parsedParams } from '../../support/parsed-params';
import { publishedValues } from '../../support/published-values';
import { recordingTask } from '../../support/task';

/** What the stacks publish. */
export const CONTRACT: ContractValues<Contract> = {
  environment: 'emr-mwaa',
  dagBucket: 'airflow-dags',
  webServer: 'abc.airflow.aws',
  executionRole: 'arn:role',
  clusterTag: 'stagecraft:airflow=emr-mwaa',
  workBucket: 'emr-demo-work',
};

/** The same as texts, as the parameters of the deployment hold them. */
export const PUBLISHED = publishedValues(contract, CONTRACT);

/** Published values of `emr-pyspark`. */
export const BASE_VALUES = {
  bootstrapBucket: 'emr-demo-bootstrap',
  bronzeBucket: 'emr-demo-raw',
  clusterSubnet: 'subnet-rehearsal',
  coreSecurityGroup: 'sg-core',
  database: 'emr_demo',
  instanceProfile: 'EMR_EC2_DemoRole',
  instanceRole: 'EMR_EC2_DemoRole',
  keyPair: undefined,
  logsBucket: 'emr-demo-logs',
  parametersPath: '/emr_demo',
  primarySecurityGroup: 'sg-primary',
  releaseLabel: 'emr-7.14.0',
  securityConfiguration: 'emr-demo-security',
  serviceAccessSecurityGroup: 'sg-service',
  serviceRole: 'EMR_DemoRole',
  silverBucket: 'emr-demo-processed',
  workBucket: 'emr-demo-work',
} as const;

/** What `emr-pyspark` published, as texts. */
export const { keyPair: _, ...PUBLISHED_BASE } = BASE_VALUES;

/** What `emr-pyspark` uploaded and processed, and the two specifications. */
const LAKE = [
  ...['lake', 'films', 'bakery_sales', 'movie_choices', 'movies_avg_ratings', 'stock_volatility'].map((name) => `emr-demo-work/jobs/${name}.py`),
  'emr-demo-work/emr_steps/emr_steps.json',
  'emr-demo-work/job_flow_overrides/job_flow_overrides.json',
  'emr-demo-bootstrap/bootstrap_actions.sh',
  'emr-demo-processed/bakery/part-0.parquet',
];
const TABLES = ['links', 'movies_metadata', 'ratings', 'ratings_small', 'keywords', 'credits', 'stocks'].map((name) => `processed_${name}`);

interface Request {
  readonly path: string;
  readonly method?: string;
  readonly api?: string;
  readonly body?: unknown;
}

/** An account with the environment, in which a DAG run ends as given, after the runs that Airflow knows. */
export function account({
  base = PUBLISHED_BASE as Readonly<Record<string, string>>,
  ends = 'success',
  clusters = [] as EmrCluster[],
  runs = [] as object[],
  isDeployed = true,
  /** Objects that the lake lacks, of those that the DAGs' clusters read. */
  lacking = [] as string[],
  tables = TABLES,
} = {}) {
  const requests: Request[] = [];
  const ended: string[] = [];
  const uploads: { bucket: string; files: string[] }[] = [];
  /** Requirements files that were uploaded. */
  const texts: string[] = [];
  const send = async ({ path, body }: SignedRequest) => {
    const { Method, Path, Body } = (body ?? {}) as { Method?: string; Path?: string; Body?: Record<string, unknown> };
    requests.push({ path, method: Method, api: Path, body: Body });
    const answer = (value: unknown) => ({ RestApiResponse: value });
    if (path.startsWith('/environments/') && isDeployed) return { Environment: { Status: 'AVAILABLE', AirflowVersion: '3.3.1' } };
    if (path.startsWith('/webtoken/')) return { WebServerHostname: 'abc.airflow.aws', WebToken: 'token' };
    if (Path?.startsWith('/variables')) return answer({});
    if (Path?.endsWith('/taskInstances/list'))
      return answer({
        task_instances: [0, 1, 2, 3].map((map_index) => ({ task_id: 'watch_step', map_index, state: map_index === 2 ? ends : 'success' })),
      });
    if (Path === '/dags/~/dagRuns/list') return answer({ dag_runs: runs });
    if (Path === '/importErrors') return answer({ import_errors: [{ filename: 'x.py', stack_trace: 'Traceback\nSyntaxError: no' }] });
    if (Path?.includes('/dagRuns'))
      return answer({
        dag_id: String(Path.split('/')[2]),
        dag_run_id: Body?.['dag_run_id'] ?? Path.split('/').at(-1),
        state: Method === 'POST' ? 'queued' : ends,
        duration: 9,
      });
    if (Path?.startsWith('/dags/')) return answer({ is_paused: false });
    throw new ServiceRefusal('ResourceNotFoundException', 'not simulated', {}, 404);
  };
  const aws = {
    target: { account: '111122223333', region: 'eu-central-1', principal: 'arn:ada' },
    mwaa: mwaaVerbs(send, { pollMs: 0, now: () => 1_763_700_000_000, flags: async () => '--region eu-central-1' }),
    ssm: { parametersBelow: async (path: string) => (path === '/stagecraft/emr-pyspark/dev' ? base : {}) },
    s3: {
      version: async () => 'v1',
      list: async (bucket: string, prefix = '') =>
        LAKE.filter((object) => object.startsWith(`${bucket}/${prefix}`) && !lacking.includes(object)).map((object) => ({
          key: object.slice(bucket.length + 1),
          bytes: 1,
        })),
      uploadFolder: async (folder: string, bucket: string) => {
        const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
        const requirements = entries.find(({ name }) => name === 'requirements.txt');
        if (requirements) texts.push(readFileSync(join(requirements.parentPath, requirements.name), 'utf8'));
        uploads.push({ bucket, files: entries.map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1)).sort() });
        return { uploaded: entries.length, unchanged: 0, bytes: 1 };
      },
    },
    glue: { tables: async () => tables.map((name) => ({ name, classification: 'parquet', location: '', partitionKeys: [] })) },
    emr: {
      clusters: async (tags: Record<string, string>) =>
        clusters.filter((each) => Object.entries(tags).every(([key, value]) => each.tags[key] === value)),
      terminate: async (ids: string[]) => void (ids.length > 0 && ended.push(`terminate ${ids}`)),
      waitUntilGone: async (ids: string[]) => void (ids.length > 0 && ended.push(`wait ${ids}`)),
      steps: async () => [{ id: 's-1', name: 'Bakery Sales', state: 'RUNNING', seconds: 3, reason: '' }],
    },
    logs: { read: async ({ group }: { group: string }) => [{ time: new Date(0), source: group, message: 'm' }] },
  } as unknown as Aws;
  const context = { config: config.parse({}), stage: 'dev', contract: CONTRACT, aws, task: recordingTask() };
  const run = (name: keyof typeof jobs, params: Record<string, unknown> = {}, wait = true, set: Record<string, unknown> = {}) =>
    jobs[name].run({ ...context, config: config.parse(set), params: parsedParams(jobs[name], params), method: undefined, wait } as never);
  return { context, requests, uploads, texts, ended, run };
}

/** A cluster that runs. */
export const cluster = (tags: Record<string, string>): EmrCluster => ({
  id: 'j-1',
  name: 'demo-cluster-airflow',
  arn: 'arn',
  state: 'RUNNING',
  reason: '',
  isProtected: false,
  logUri: '',
  tags,
});
