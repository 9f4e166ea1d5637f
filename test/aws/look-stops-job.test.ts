import { readdirSync, readFileSync } from 'node:fs';
import { AthenaClient, BatchGetQueryExecutionCommand, StopQueryExecutionCommand } from '@aws-sdk/client-athena';
import {
  CancelResourceRequestCommand,
  CloudControlClient,
  GetResourceRequestStatusCommand,
  UpdateResourceCommand,
} from '@aws-sdk/client-cloudcontrol';
import { CloudWatchLogsClient, GetQueryResultsCommand, StartQueryCommand, StopQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CancelStepsCommand, DescribeClusterCommand, DescribeStepCommand, EMRClient, TerminateJobFlowsCommand } from '@aws-sdk/client-emr';
import { CancelJobRunCommand, EMRServerlessClient, GetJobRunCommand as GetServerlessRunCommand } from '@aws-sdk/client-emr-serverless';
import { BatchStopJobRunCommand, GetCrawlerCommand, GetJobRunCommand, GlueClient, StopCrawlerCommand } from '@aws-sdk/client-glue';
import { DescribeClassificationJobCommand, Macie2Client, UpdateClassificationJobCommand } from '@aws-sdk/client-macie2';
import { CancelStatementCommand, DescribeStatementCommand, ExecuteStatementCommand, RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless';
import { DescribeExecutionCommand, GetExecutionHistoryCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { CancelCommandCommand, GetCommandInvocationCommand, SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { athenaVerbs } from '../../lib/aws/athena';
import { cloudControlVerbs } from '../../lib/aws/cloud-control';
import { explaining } from '../../lib/aws/connect';
import { emrVerbs } from '../../lib/aws/emr';
import { emrServerlessVerbs } from '../../lib/aws/emr-serverless';
import { glueVerbs } from '../../lib/aws/glue';
import { runInsights } from '../../lib/aws/logs';
import { macieVerbs } from '../../lib/aws/macie';
import { mwaaVerbs } from '../../lib/aws/mwaa';
import { redshiftDataVerbs } from '../../lib/aws/redshift-data';
import { ServiceRefusal } from '../../lib/aws/signed-requests';
import { ssmVerbs } from '../../lib/aws/ssm';
import { stepFunctionsVerbs } from '../../lib/aws/stepfunctions';
import type { Task } from '../../lib/contract/task';
import { recordingTask } from '../support/task';

const error = (name: string, message: string, status = 400) =>
  Object.assign(new Error(message), { name, $fault: status < 500 ? 'client' : 'server', $metadata: { httpStatusCode: status } });

/** How a look fails after the retries of the SDK. */
const MOMENTARY = {
  throttled: () => error('ThrottlingException', 'Rate exceeded'),
  'a failing service': () => error('InternalServerException', 'Internal', 500),
  'a timeout': () => Object.assign(new Error('read timed out'), { name: 'TimeoutError' }),
  'a lost connection': () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
};
const FINAL = {
  forbidden: () => error('AccessDeniedException', 'User: arn:x is not authorized to perform: service:Look'),
  'expired credentials': () => error('ExpiredTokenException', 'The security token included in the request is expired'),
};

/** One waiter: how it looks, and what would stop its work. */
interface Waiter {
  /** Answers of its looks in turn; the last one stays. Errors are thrown. */
  answer(...looks: readonly unknown[]): void;
  readonly runs: object;
  readonly ended: object;
  readonly notFound: Error;
  wait(task: Task): Promise<unknown>;
  /** Requests that stop its work. */
  stops(): readonly unknown[];
  /** What the message names: the id, and the commands that watch and stop. */
  readonly told: readonly RegExp[];
}

const region = { region: 'eu-central-1' };
const fast = { pollMs: 0 };
const s3 = { list: async () => [], read: async () => undefined };

type Mock = { on(command: never): { callsFake(answer: () => unknown): unknown }; commandCalls(command: never): readonly unknown[] };

/** A waiter on a mocked client. */
function waiter(mock: unknown, look: unknown, stops: readonly unknown[], rest: Omit<Waiter, 'answer' | 'stops'>): Waiter {
  const mocked = mock as Mock;
  return {
    ...rest,
    answer(...looks) {
      const left = [...looks];
      mocked.on(look as never).callsFake(async () => {
        const next = left.length > 1 ? left.shift() : left[0];
        if (next instanceof Error) throw next;
        return next;
      });
    },
    stops: () => stops.flatMap((stop) => mocked.commandCalls(stop as never)),
  };
}

const athena = mockClient(AthenaClient);
const cloudControl = mockClient(CloudControlClient);
const logs = mockClient(CloudWatchLogsClient);
const emr = mockClient(EMRClient);
const serverless = mockClient(EMRServerlessClient);
const glue = mockClient(GlueClient);
const macie = mockClient(Macie2Client);
const redshift = mockClient(RedshiftDataClient);
const sfn = mockClient(SFNClient);
const ssm = mockClient(SSMClient);
const mocks = [athena, cloudControl, logs, emr, serverless, glue, macie, redshift, sfn, ssm];

const emrV = emrVerbs(explaining(new EMRClient(region), {}), s3, { pollMs: 0, logPolls: 1 });
const glueV = glueVerbs(explaining(new GlueClient(region), {}), fast);
const sfnV = stepFunctionsVerbs(explaining(new SFNClient(region), {}), fast);

function airflowWaiter(): Waiter {
  let looks: unknown[] = [];
  const stops: unknown[] = [];
  const verbs = mwaaVerbs(
    async ({ body }) => {
      const { Method, Path } = body as { Method: string; Path: string };
      if (Method === 'PATCH') return stops.push(Path) && { RestApiResponse: {} };
      if (Method === 'POST') return { RestApiResponse: { task_instances: [], total_entries: 0 } };
      const next = looks.length > 1 ? looks.shift() : looks[0];
      if (next instanceof Error) throw next;
      return { RestApiResponse: next };
    },
    { ...fast, now: () => 0, flags: async () => '--region eu-central-1' },
  );
  const run = { dag_id: 'sales', dag_run_id: 'r-1', start_date: null, duration: 1 };
  return {
    answer: (...given) => {
      looks = [...given];
      stops.length = 0;
    },
    runs: { ...run, state: 'running' },
    ended: { ...run, state: 'success' },
    notFound: new ServiceRefusal('RestApiClientException', 'refused', { RestApiStatusCode: 404, RestApiResponse: {} }, 400),
    wait: (task) => verbs.wait('env', { dag: 'sales', run: 'r-1' }, task),
    stops: () => stops,
    told: [/run r-1 of DAG sales/, /aws mwaa invoke-rest-api --name env --path \/dags\/sales\/dagRuns\/r-1 --method GET/, /--method PATCH/],
  };
}

const WAITERS: Readonly<Record<string, Waiter>> = {
  'athena.wait': waiter(athena, BatchGetQueryExecutionCommand, [StopQueryExecutionCommand], {
    runs: { QueryExecutions: [{ QueryExecutionId: 'q-1', Status: { State: 'RUNNING' } }] },
    ended: { QueryExecutions: [{ QueryExecutionId: 'q-1', Status: { State: 'SUCCEEDED' } }] },
    // Athena lists what it does not know apart.
    notFound: error('ResourceNotFoundException', 'not found'),
    wait: (task) => athenaVerbs(explaining(new AthenaClient(region), {}), fast).wait(['q-1'], task),
    told: [/query q-1/, /aws athena batch-get-query-execution --query-execution-ids q-1/, /aws athena stop-query-execution --query-execution-id q-1/],
  }),
  'cloudControl.update': waiter(cloudControl, GetResourceRequestStatusCommand, [CancelResourceRequestCommand], {
    runs: { ProgressEvent: { OperationStatus: 'IN_PROGRESS' } },
    ended: { ProgressEvent: { OperationStatus: 'SUCCESS' } },
    notFound: error('RequestTokenNotFoundException', 'not found'),
    wait: (task) => cloudControlVerbs(explaining(new CloudControlClient(region), {}), fast).update('AWS::S3::Bucket', 'b', { '/x': 1 }, task),
    told: [
      /request t-1/,
      /aws cloudcontrol get-resource-request-status --request-token t-1/,
      /aws cloudcontrol cancel-resource-request --request-token t-1/,
    ],
  }),
  'emr.waitForEnd': waiter(emr, DescribeClusterCommand, [TerminateJobFlowsCommand], {
    runs: { Cluster: { Id: 'j-1', Status: { State: 'RUNNING' } } },
    ended: { Cluster: { Id: 'j-1', Status: { State: 'TERMINATED' } } },
    notFound: error('InvalidRequestException', "Cluster id 'j-1' is not valid."),
    wait: (task) => emrV.waitForEnd('j-1', task),
    told: [/cluster j-1/, /aws emr describe-cluster --cluster-id j-1/, /aws emr terminate-clusters --cluster-ids j-1/],
  }),
  'emr.waitForSteps': waiter(emr, DescribeStepCommand, [CancelStepsCommand], {
    runs: { Step: { Id: 's-1', Status: { State: 'RUNNING' } } },
    ended: { Step: { Id: 's-1', Status: { State: 'COMPLETED' } } },
    notFound: error('InvalidRequestException', "Step id 's-1' is not valid."),
    wait: (task) => emrV.waitForSteps('j-1', ['s-1'], task),
    told: [/step s-1 of cluster j-1/, /aws emr list-steps --cluster-id j-1 --step-ids s-1/, /aws emr cancel-steps --cluster-id j-1 --step-ids s-1/],
  }),
  'emrServerless.wait': waiter(serverless, GetServerlessRunCommand, [CancelJobRunCommand], {
    runs: { jobRun: { state: 'RUNNING' } },
    ended: { jobRun: { state: 'SUCCESS' } },
    notFound: error('ResourceNotFoundException', 'no such run', 404),
    wait: (task) => emrServerlessVerbs(explaining(new EMRServerlessClient(region), {}), s3, fast).wait('a-1', ['r-1'], task),
    told: [
      /run r-1/,
      /aws emr-serverless get-job-run --application-id a-1 --job-run-id r-1/,
      /aws emr-serverless cancel-job-run --application-id a-1/,
    ],
  }),
  'glue.waitForCrawlers': waiter(glue, GetCrawlerCommand, [StopCrawlerCommand], {
    runs: { Crawler: { State: 'RUNNING' } },
    ended: { Crawler: { State: 'READY', LastCrawl: { Status: 'SUCCEEDED', LogStream: 'new' } } },
    notFound: error('EntityNotFoundException', 'no such crawler'),
    wait: (task) => glueV.waitForCrawlers(['c-1'], task),
    told: [/crawler c-1/, /aws glue get-crawler --name c-1/, /aws glue stop-crawler --name c-1/],
  }),
  'glue.waitForJob': waiter(glue, GetJobRunCommand, [BatchStopJobRunCommand], {
    runs: { JobRun: { JobRunState: 'RUNNING' } },
    ended: { JobRun: { JobRunState: 'SUCCEEDED' } },
    notFound: error('EntityNotFoundException', 'no such run'),
    wait: (task) => glueV.waitForJob('job', 'jr-1', task),
    told: [
      /run jr-1 of Glue job job/,
      /aws glue get-job-run --job-name job --run-id jr-1/,
      /aws glue batch-stop-job-run --job-name job --job-run-ids jr-1/,
    ],
  }),
  'logs.insights': waiter(logs, GetQueryResultsCommand, [StopQueryCommand], {
    runs: { status: 'Running' },
    ended: { status: 'Complete', results: [] },
    notFound: error('ResourceNotFoundException', 'no such query'),
    wait: (task) =>
      runInsights(explaining(new CloudWatchLogsClient(region), {}), { group: 'g', query: 'fields @message', since: new Date(0) }, task, 0),
    told: [/Logs Insights query i-1/, /aws logs get-query-results --query-id i-1/, /aws logs stop-query --query-id i-1/],
  }),
  'macie.waitForScan': waiter(macie, DescribeClassificationJobCommand, [UpdateClassificationJobCommand], {
    runs: { jobStatus: 'RUNNING' },
    ended: { jobStatus: 'COMPLETE' },
    notFound: error('ResourceNotFoundException', 'no such job', 404),
    wait: (task) => macieVerbs(explaining(new Macie2Client(region), {}), fast).waitForScan('m-1', task),
    told: [
      /Macie job m-1/,
      /aws macie2 describe-classification-job --job-id m-1/,
      /aws macie2 update-classification-job --job-id m-1 --job-status CANCELLED/,
    ],
  }),
  'mwaa.wait': airflowWaiter(),
  'redshiftData.execute': waiter(redshift, DescribeStatementCommand, [CancelStatementCommand], {
    runs: { Status: 'STARTED' },
    ended: { Status: 'FINISHED' },
    notFound: error('ResourceNotFoundException', 'Query does not exist.'),
    wait: (task) =>
      redshiftDataVerbs(explaining(new RedshiftDataClient(region), {}), new RedshiftServerlessClient(region), fast).execute(
        { database: 'dev', cluster: 'c', secret: 's' },
        { sql: 'SELECT 1' },
        task,
      ),
    told: [/statement st-1/, /aws redshift-data describe-statement --id st-1/, /aws redshift-data cancel-statement --id st-1/],
  }),
  'ssm.run': waiter(ssm, GetCommandInvocationCommand, [CancelCommandCommand], {
    runs: { Status: 'InProgress' },
    ended: { Status: 'Success', StandardOutputContent: 'done' },
    notFound: error('InvocationDoesNotExist', 'not yet'),
    wait: (task) =>
      ssmVerbs(explaining(new SSMClient(region), {}), fast).run({ instanceId: 'i-1', lines: ['true'], comment: 'c', timeoutSeconds: 1 }, task),
    told: [/command c-1 on i-1/, /aws ssm get-command-invocation --command-id c-1 --instance-id i-1/, /aws ssm cancel-command --command-id c-1/],
  }),
  'stepfunctions.wait': waiter(sfn, DescribeExecutionCommand, [StopExecutionCommand], {
    runs: { status: 'RUNNING' },
    ended: { status: 'SUCCEEDED', output: '{}' },
    notFound: error('ExecutionDoesNotExist', 'Execution Does Not Exist'),
    wait: (task) => sfnV.wait('arn:e', task),
    told: [/execution arn:e/, /aws stepfunctions describe-execution --execution-arn arn:e/, /aws stepfunctions stop-execution --execution-arn arn:e/],
  }),
};

beforeEach(() => {
  for (const mock of mocks) {
    mock.reset();
    (mock as Pick<typeof emr, 'onAnyCommand'>).onAnyCommand().resolves({});
  }
  cloudControl.on(UpdateResourceCommand).resolves({ ProgressEvent: { RequestToken: 't-1' } });
  logs.on(StartQueryCommand).resolves({ queryId: 'i-1' });
  redshift.on(ExecuteStatementCommand).resolves({ Id: 'st-1' });
  ssm.on(SendCommandCommand).resolves({ Command: { CommandId: 'c-1' } });
});

describe.each(Object.entries(WAITERS))('%s', (_, waiter) => {
  const { runs, ended, notFound } = waiter;

  test.each(Object.entries(MOMENTARY))('goes on after a look that failed for the moment: %s', async (_, failure) => {
    waiter.answer(runs, failure(), runs, failure(), failure(), ended);

    await expect(waiter.wait(recordingTask())).resolves.not.toThrow();
    expect(waiter.stops()).toEqual([]);
  });

  test('goes on when the work is not found just after its start', async () => {
    waiter.answer(notFound, notFound, runs, ended);

    await expect(waiter.wait(recordingTask())).resolves.not.toThrow();
    expect(waiter.stops()).toEqual([]);
  });

  test.each(Object.entries({ ...FINAL, 'not found later': () => notFound }))('leaves the work running: %s', async (_, failure) => {
    waiter.answer(runs, failure());

    const refused = await waiter.wait(recordingTask()).then(String, (error: Error) => error);
    expect(refused).toMatchObject({ name: 'LeftRunningError' });
    const { message } = refused as Error;
    for (const told of [...waiter.told, /--region eu-central-1/]) expect(message).toMatch(told);
    expect(waiter.stops()).toEqual([]);
  });

  test('leaves the work running when looks keep failing for the moment', async () => {
    waiter.answer(runs, MOMENTARY.throttled());

    await expect(waiter.wait(recordingTask())).rejects.toMatchObject({ name: 'LeftRunningError' });
    expect(waiter.stops()).toEqual([]);
  });

  test('stops the work on Ctrl-C, also while looks fail', async () => {
    const task = recordingTask();
    waiter.answer(runs, MOMENTARY.throttled());
    const progress = (line: string) => {
      if (line.startsWith('looking again')) task.abort();
    };

    await expect(waiter.wait({ ...task, progress })).rejects.toThrow(/abort/i);
    expect(waiter.stops()).toHaveLength(1);
  });
});

test('every place that polls work is in the table, and none sleeps on its own', () => {
  const sources = readdirSync('lib/aws')
    .filter((file) => file !== 'poll.ts')
    .map((file) => [file, readFileSync(`lib/aws/${file}`, 'utf8')] as const);
  const polls = sources.flatMap(([, text]) => text.match(/\bpoll(<.*>)?\(/g) ?? []);
  const sleepers = sources.filter(([, text]) => text.includes('timers/promises')).map(([file]) => file);

  expect(polls).toHaveLength(Object.keys(WAITERS).length);
  // Repetitions of requests, keys that S3 asks to try again, and a log that is optional.
  expect(sleepers.sort()).toEqual(['emr-once.ts', 'emr-steps.ts', 's3.ts', 'signed-requests.ts']);
});

test.each([
  ['throttled', MOMENTARY.throttled()],
  ['forbidden', FINAL.forbidden()],
])('a progress line that is %s fails nothing', async (_, failure) => {
  sfn.on(DescribeExecutionCommand).resolvesOnce({ status: 'RUNNING' }).resolves({ status: 'SUCCEEDED', output: '{}' });
  sfn.on(GetExecutionHistoryCommand).rejects(failure);
  const task = recordingTask();

  await expect(sfnV.wait('arn:e', task)).resolves.toEqual({});
  expect(task.lines).toEqual(['state unknown']);
  expect(sfn.commandCalls(StopExecutionCommand)).toEqual([]);
});

test('expired credentials on Ctrl-C: the error says that the work was not stopped, and how to stop it', async () => {
  emr.on(DescribeStepCommand).resolves({ Step: { Status: { State: 'RUNNING' } } });
  emr.on(CancelStepsCommand).rejects(FINAL['expired credentials']());
  const task = recordingTask();
  task.abort();

  await expect(emrV.waitForSteps('j-1', ['s-1'], task)).rejects.toThrow(
    /step s-1 of cluster j-1 may still run.*could not be stopped: ExpiredTokenException.*stop it: aws emr cancel-steps/,
  );
});
