import { prepareJob, runJob } from '../../lib/actions/run-job';
import { connect } from '../../lib/aws/connect';
import { LeftRunningError } from '../../lib/errors';
import type { Contract } from '../../lib/scenarios/contract-entry';
import { loadScenario } from '../../lib/scenarios/load';
import { registry } from '../../lib/scenarios/registry';
import type { Job } from '../../lib/scenarios/scenario';
import { serviceError } from '../support/account/errors';
import { PLATFORM_JOBS } from '../support/platform-jobs';
import { recordingTask } from '../support/task';
import { WorkingAccount } from '../support/working-account';

/** How a request fails, after all retries of the SDK. */
const FAULTS = {
  throttled: () => serviceError('ThrottlingException', 'Rate exceeded'),
  forbidden: () => serviceError('AccessDeniedException', 'User: arn:x is not authorized to perform: service:Call', { status: 403 }),
  'timed out': () => Object.assign(new Error('read timed out'), { name: 'TimeoutError' }),
  'not found': notFound,
} as const;
/** Each service says it in its way. */
function notFound(request: string): Error {
  const [service = ''] = request.split('.');
  const names: Readonly<Record<string, string>> = {
    EMR: 'InvalidRequestException',
    Glue: 'EntityNotFoundException',
    S3: 'NotFound',
    SFN: 'ExecutionDoesNotExist',
    SSM: 'InvocationDoesNotExist',
  };
  return serviceError(names[service] ?? 'ResourceNotFoundException', 'Id x is not valid: not found', { status: service === 'MWAA' ? 404 : 400 });
}

type Fault = keyof typeof FAULTS;

/**
 * What a failing request leads to: the job goes on to its end; it is refused while nothing of it runs; or it ends with an error that names all that runs.
 * Nothing is ever stopped.
 */
type Outcome = 'goes on' | 'refused' | 'leaves running';

const always = (outcome: Outcome): Readonly<Record<Fault, Outcome>> => ({
  throttled: outcome,
  forbidden: outcome,
  'timed out': outcome,
  'not found': outcome,
});
/** A look at running work. */
const LOOK = { ...always('goes on'), forbidden: 'leaves running' } as const;
/** The result of ended work. */
const RESULT = { ...always('goes on'), forbidden: 'refused' } as const;
/** A line of progress. */
const PROGRESS = always('goes on');
/** What is done before work starts, between parts of it, or after it; repeating the command is right. */
const STEP = always('refused');
/** EMR takes no token for it: sent again after a look for what it had made. */
const ONCE = { ...STEP, throttled: 'goes on', 'timed out': 'goes on' } as const;

/** Kinds of requests, reviewed one by one; a request that is not here fails. */
const REQUESTS: Readonly<Record<string, Readonly<Record<Fault, Outcome>>>> = {
  'Athena.BatchGetQueryExecution': LOOK,
  'EMR.AddJobFlowSteps': ONCE,
  'EMR.DescribeCluster': STEP,
  'EMR.DescribeStep': LOOK,
  'EMR.ListInstances': STEP,
  'EMR.ListSteps': STEP,
  'EMR.RunJobFlow': ONCE,
  'EMRServerless.GetJobRun': LOOK,
  'EMRServerless.StartJobRun': STEP,
  'Firehose.PutRecordBatch': STEP,
  'Glue.GetCrawler': STEP,
  'Glue.GetCrawlerMetrics': RESULT,
  'Glue.GetJobRun': LOOK,
  'Glue.GetTable': STEP,
  'Glue.GetTables': STEP,
  'Glue.StartCrawler': STEP,
  'Glue.StartJobRun': STEP,
  'Glue.UpdateTable': STEP,
  'Lambda.Invoke': STEP,
  'MWAA.GET /dags/DAG': STEP,
  'MWAA.GET /dags/DAG/dagRuns/RUN': LOOK,
  // A variable that is not there is created.
  'MWAA.PATCH /variables/NAME': { ...STEP, 'not found': 'goes on' },
  'MWAA.POST /dags/DAG/dagRuns': STEP,
  'MWAA.POST /dags/~/dagRuns/~/taskInstances/list': { ...RESULT, 'not found': 'refused' },
  'Macie2.CreateClassificationJob': STEP,
  'Macie2.DescribeClassificationJob': LOOK,
  'Macie2.GetFindings': STEP,
  'Macie2.ListClassificationJobs': STEP,
  'Macie2.ListFindings': STEP,
  'RedshiftData.BatchExecuteStatement': STEP,
  'RedshiftData.DescribeStatement': LOOK,
  'RedshiftData.ExecuteStatement': STEP,
  'RedshiftData.GetStatementResult': RESULT,
  'RedshiftServerless.GetNamespace': STEP,
  'RedshiftServerless.GetWorkgroup': STEP,
  // An object that is not there is uploaded.
  'S3.HeadObject': { ...STEP, 'not found': 'goes on' },
  'S3.ListObjectsV2': STEP,
  'S3.PutObject': STEP,
  'SFN.DescribeExecution': LOOK,
  'SFN.GetExecutionHistory': PROGRESS,
  'SFN.StartExecution': STEP,
  'SSM.GetCommandInvocation': LOOK,
  'SSM.GetParametersByPath': STEP,
  'SSM.SendCommand': STEP,
  'SecretsManager.GetSecretValue': STEP,
};
/** Requests that are a step, and a look once they ask for running work. */
const LOOKS_AT_RUNNING = ['EMR.DescribeCluster', 'Glue.GetCrawler'];
/** Airflow's tasks are progress until the run has ended. */
const PROGRESS_WHILE_RUNNING = ['MWAA.POST /dags/~/dagRuns/~/taskInstances/list'];

/** Parameters of jobs that have no default for them, or last long. */
const PARAMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  recopy: { manifest: 'manifests/a' },
  simulate: { steps: '1', repeat: '1', speed: '100000' },
};

interface JobCase {
  readonly scenario: string;
  readonly job: string;
  readonly method: string | undefined;
}

const contracts: Record<string, Contract> = {};

/** Runs a job in a new account, in which one request fails. */
async function runWith({ scenario, job, method }: JobCase, fault: ConstructorParameters<typeof WorkingAccount>[1] = () => {}) {
  const account = new WorkingAccount(contracts, fault);
  const restore = account.install();
  try {
    const prepared = await prepareJob({ scenario, examples: true, job, params: PARAMS[job], method });
    const aws = await connect({ region: 'eu-central-1' });
    const error = await runJob(prepared, { aws }, {}, recordingTask()).then(
      () => undefined,
      (thrown: unknown) => thrown as Error,
    );
    return { account, error };
  } finally {
    restore();
  }
}

function outcomeOf({ account, error }: Awaited<ReturnType<typeof runWith>>): Outcome | string {
  const { running, stops } = account;
  if (stops.length > 0) return `stopped by ${stops.join(', ')}`;
  if (error === undefined) return 'goes on';
  if (running.size === 0) return 'refused';
  const untold = [...running].filter((id) => !error.message.includes(id));
  if (error instanceof LeftRunningError && untold.length === 0) return 'leaves running';
  return `ended and left ${untold.join(', ')} running without a word: ${error.message}`;
}

/** A request of a job: which one it is among those of its name. */
interface CallSite {
  readonly name: string;
  readonly occurrence: number;
  readonly isLook: boolean;
  /** Whether it asks for the first time after the start. */
  readonly isFirst: boolean;
  /** Whether other work was running. */
  readonly isAmidWork: boolean;
}

/** First and last request of each name, and of each side of a start. */
function callSites({ calls }: WorkingAccount): CallSite[] {
  const all = calls.map(({ name, isLook, isFirst, isAmidWork }, at) => ({
    name,
    isLook,
    isFirst,
    isAmidWork,
    occurrence: calls.slice(0, at + 1).filter((call) => call.name === name).length,
  }));
  const keyOf = ({ name, isLook, isFirst, isAmidWork }: CallSite) => `${name} ${isLook} ${isFirst} ${isAmidWork}`;
  return all.filter((site) => {
    const same = all.filter((other) => keyOf(other) === keyOf(site));
    return same[0] === site || same.at(-1) === site;
  });
}

function kindOf(name: string): string {
  return name.replace(/\/variables\/\w+/, '/variables/NAME');
}

function expected({ name, isLook, isFirst, isAmidWork }: CallSite, fault: Fault): Outcome | 'not in the table' {
  const kind = kindOf(name);
  if (PROGRESS_WHILE_RUNNING.includes(kind) && isAmidWork) return 'goes on';
  const outcomes = LOOKS_AT_RUNNING.includes(kind) && isLook ? LOOK : REQUESTS[kind];
  if (outcomes === undefined) return 'not in the table';
  // Work that was there before and is not found is not just late; work that has ended is not left running.
  if (outcomes === LOOK && isLook && fault === 'not found' && !isFirst) return 'leaves running';
  const outcome = (outcomes === LOOK && !isLook ? RESULT : outcomes)[fault];
  return outcome === 'refused' && isAmidWork ? 'leaves running' : outcome;
}

// Hundreds of runs of jobs for one scenario.
jest.setTimeout(240_000);

describe.each(Object.keys(registry))('%s', (scenario) => {
  test('each request of each job, failing once in each way', async () => {
    const { scenario: loaded } = await loadScenario({ scenario, examples: true });
    contracts[scenario] = loaded.contract;
    if (scenario === 'emr-mwaa') contracts['emr-pyspark'] = (await loadScenario({ scenario: 'emr-pyspark', examples: true })).scenario.contract;
    const jobs = Object.entries(loaded.jobs as Readonly<Record<string, Job | readonly Job[]>>).flatMap(([job, part]) => {
      const { needs, methods = [undefined] } = [part].flat()[0] as Job;
      return needs.includes('account') && !PLATFORM_JOBS[scenario]?.includes(job) ? methods.map((method) => ({ scenario, job, method })) : [];
    });
    const found: string[] = [];
    const wanted: string[] = [];
    const tried = new Set<string>();
    for (const job of jobs) {
      const well = await runWith(job);
      expect([job, well.error, well.account.unknown]).toEqual([job, undefined, []]);
      // Jobs that send the same requests in the same order by the same method are one.
      const requests = JSON.stringify([job.method, well.account.calls]);
      if (tried.has(requests)) continue;
      tried.add(requests);
      for (const site of callSites(well.account)) {
        for (const fault of Object.keys(FAULTS) as Fault[]) {
          // The SDK is not between Airflow's API and this account: a transient refusal lasts for all attempts.
          const attempts = site.name.startsWith('MWAA') && fault === 'throttled' ? 6 : 1;
          const result = await runWith(job, (name, occurrence) => {
            if (name === site.name && occurrence >= site.occurrence && occurrence < site.occurrence + attempts) throw FAULTS[fault](site.name);
          });
          const where = `${job.job} ${job.method ?? ''} ${site.name} ${site.occurrence} ${fault}`;
          found.push(`${where}: ${outcomeOf(result)}`);
          wanted.push(`${where}: ${expected(site, fault)}`);
        }
      }
    }
    expect(found).toEqual(wanted);
  });
});
