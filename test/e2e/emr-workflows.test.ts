import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { definitionsOf, templatesOf } from '../scenarios/emr-pyspark/templates';
import { type MiniStack, startMiniStack } from '../support/ministack';

/** Runs the state machines of emr-pyspark on an interpreter through all branches. Only the responses of EMR are mocked. */

const definitions = definitionsOf(templatesOf().workflows);

const OWN = { Id: 'j-OWN', Name: 'demo-cluster-step-function-run-1' };

/** Mocked EMR responses: a response name for each state that calls EMR. */
const RESPONSES = {
  created: { '0': { Return: { ClusterId: 'j-NEW', ClusterArn: 'arn:aws:elasticmapreduce:us-east-1:000000000000:cluster/j-NEW' } } },
  done: { '0': { Return: {} } },
  stepFails: { '0': { Throw: { Error: 'States.TaskFailed', Cause: 'Step failed: exit code 1' } } },
  otherPage: { '0': { Return: { Clusters: [{ Id: 'j-OTHER', Name: 'demo-cluster-other' }], Marker: '2' } }, '1': { Return: { Clusters: [OWN] } } },
  ended: { '0': { Return: { Clusters: [{ Id: 'j-OTHER', Name: 'demo-cluster-other' }] } } },
  noCapacity: { '0': { Throw: { Error: 'States.TaskFailed', Cause: 'The EC2 capacity is not there' } } },
};
type Response = keyof typeof RESPONSES;

const MACHINES = {
  'EMR-Demo-Process': ['Bakery_CSV_to_Parquet', 'Movie_Ratings_CSV_to_Parquet', 'Stocks_CSV_to_Parquet'],
  'EMR-Demo-Analysis': ['Bakery_Sales', 'Movie_Choices', 'Movie_Ratings', 'Stock_Volatility'],
} as const;
const SERVERLESS = {
  'EMR-Demo-Process-Serverless': MACHINES['EMR-Demo-Process'],
  'EMR-Demo-Analysis-Serverless': MACHINES['EMR-Demo-Analysis'],
} as const;

const CLEAN_UPS = ['ProcessCleanUp', 'AnalyzeCleanUp'];
const CLEAN_UP_CASES: Record<string, Record<string, Response>> = {
  runs: { Look_For_It: 'otherPage', Unprotect_It: 'done', Terminate_It: 'done' },
  ended: { Look_For_It: 'ended' },
};

const CLUSTER_CALLS = ['Terminate_Cluster', 'Unprotect_After_Failure', 'Terminate_After_Failure'];

function casesOf(steps: readonly string[]): Record<string, Record<string, Response>> {
  const good: Record<string, Response> = { Create_A_Cluster: 'created' };
  for (const state of [...CLUSTER_CALLS, ...steps]) good[state] = 'done';
  const [first = '', second = ''] = steps;
  return {
    good,
    oneFails: { ...good, [first]: 'stepFails' },
    twoFail: { ...good, [first]: 'stepFails', [second]: 'stepFails' },
    noCluster: { ...good, Create_A_Cluster: 'noCapacity' },
  };
}

let server: MiniStack;
let client: SFNClient;
let folder: string;
const arns = new Map<string, string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emr-workflows-'));
  const StateMachines = Object.fromEntries([
    ...Object.entries({ ...MACHINES, ...SERVERLESS }).map(([name, steps]) => [name, { TestCases: casesOf(steps) }]),
    ...CLEAN_UPS.map((name) => [name, { TestCases: CLEAN_UP_CASES }]),
  ]);
  const config = join(folder, 'answers.json');
  await writeFile(config, JSON.stringify({ StateMachines, MockedResponses: RESPONSES }));
  server = await startMiniStack({ SFN_MOCK_CONFIG: config, SFN_WAIT_SCALE: '0' });
  client = new SFNClient({ endpoint: server.endpoint, region: 'us-east-1', credentials: { accessKeyId: 'made-up', secretAccessKey: 'made-up' } });
  for (const [name, definition] of Object.entries(definitions)) arns.set(name, await create(name, definition));
});

afterAll(async () => {
  client?.destroy();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function create(name: string, definition: object): Promise<string> {
  const roleArn = 'arn:aws:iam::000000000000:role/machine';
  const { stateMachineArn = '' } = await client.send(new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(definition) }));
  return stateMachineArn;
}

/** Runs a state machine to its end: final status, and the states on the way. */
async function run(machine: string, testCase: string, input: Readonly<Record<string, unknown>> = {}) {
  const { executionArn } = await client.send(
    new StartExecutionCommand({ stateMachineArn: `${arns.get(machine)}#${testCase}`, input: JSON.stringify(input) }),
  );
  for (;;) {
    const { status, output, error, cause } = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') {
      const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000 }));
      const states = events.flatMap(({ stateEnteredEventDetails: entered }) => entered?.name ?? []);
      return { status, output: output === undefined ? undefined : JSON.parse(output), error, cause, states };
    }
    await sleep(20);
  }
}

describe.each(CLEAN_UPS)('%s', (machine) => {
  const SEARCH = ['Wait_For_A_Request_Under_Way', 'Look_For_It', 'Was_It_Found'];

  test('terminates the cluster of a stopped execution, which is on the second page', async () => {
    const { status, states } = await run(machine, 'runs', { Cluster: OWN.Name });

    expect(status).toBe('SUCCEEDED');
    expect(states).toEqual([...SEARCH, 'Look_For_It', 'Was_It_Found', 'Unprotect_It', 'Terminate_It', 'It_Has_Ended']);
  });

  test('leaves the clusters of others when its own has ended', async () => {
    const { status, states } = await run(machine, 'ended', { Cluster: OWN.Name });

    expect(status).toBe('SUCCEEDED');
    expect(states).toEqual([...SEARCH, 'It_Has_Ended']);
  });
});

const onlyCalls = (states: readonly string[]) => states.filter((state) => ['Create_A_Cluster', ...CLUSTER_CALLS].includes(state));

describe.each(Object.entries(MACHINES))('%s', (machine, steps) => {
  const name = (id = '') => id.replaceAll('_', ' ');

  test('creates a cluster, never protects it, and terminates it', async () => {
    const { status, output, states } = await run(machine, 'good');

    expect(status).toBe('SUCCEEDED');
    expect(output).toEqual({ ClusterId: 'j-NEW', Created: true, Terminated: true });
    expect(onlyCalls(states)).toEqual(['Create_A_Cluster', 'Terminate_Cluster']);
  });

  test('leaves the created cluster to its idle time when it should not be terminated', async () => {
    const { output, states } = await run(machine, 'good', { TerminateCluster: false });

    expect(output).toEqual({ ClusterId: 'j-NEW', Created: true, Terminated: false });
    expect(onlyCalls(states)).toEqual(['Create_A_Cluster']);
  });

  test('acceptance 8: uses a given cluster and leaves it unchanged', async () => {
    const { status, output, states } = await run(machine, 'good', { CreateCluster: false, ClusterId: 'j-GIVEN', TerminateCluster: false });

    expect(status).toBe('SUCCEEDED');
    expect(output).toEqual({ ClusterId: 'j-GIVEN', Created: false, Terminated: false });
    expect(onlyCalls(states)).toEqual([]);
  });

  test('terminates a given cluster only on request', async () => {
    const untold = await run(machine, 'good', { CreateCluster: false, ClusterId: 'j-GIVEN' });
    const told = await run(machine, 'good', { CreateCluster: false, ClusterId: 'j-GIVEN', TerminateCluster: true });

    expect(onlyCalls(untold.states)).toEqual([]);
    expect(onlyCalls(told.states)).toEqual(['Terminate_Cluster']);
    expect(told.output).toEqual({ ClusterId: 'j-GIVEN', Created: false, Terminated: true });
  });

  test('fails at once without a cluster to create or use', async () => {
    expect(await run(machine, 'good', { CreateCluster: false })).toMatchObject({
      status: 'FAILED',
      error: 'InputMissing',
      states: expect.any(Array),
    });
  });

  test('acceptance 7: a failed step: the others finish, the cluster is unprotected and terminated, and the execution fails with the reason', async () => {
    const { status, error, cause, states } = await run(machine, 'oneFails');

    expect({ status, error }).toEqual({ status: 'FAILED', error: 'StepsFailed' });
    expect(cause).toBe(`${name(steps[0])}: States.TaskFailed: Step failed: exit code 1 (cluster j-NEW)`);
    expect(onlyCalls(states)).toEqual(['Create_A_Cluster', 'Unprotect_After_Failure', 'Terminate_After_Failure']);
  });

  test('a failed step terminates the created cluster even when it should stay', async () => {
    const { states } = await run(machine, 'oneFails', { TerminateCluster: false });

    expect(onlyCalls(states).at(-1)).toBe('Terminate_After_Failure');
  });

  test('names both of two failed steps', async () => {
    const { cause = '' } = await run(machine, 'twoFail');

    for (const step of steps.slice(0, 2)) expect(cause).toContain(`${name(step)}: States.TaskFailed`);
  });

  test('a failed step never terminates a given cluster', async () => {
    for (const TerminateCluster of [true, false]) {
      const { status, cause, states } = await run(machine, 'oneFails', { CreateCluster: false, ClusterId: 'j-GIVEN', TerminateCluster });

      expect(status).toBe('FAILED');
      expect(cause).toContain('(cluster j-GIVEN)');
      expect(onlyCalls(states)).toEqual([]);
    }
  });

  test('a cluster that does not start ends the execution with its reason', async () => {
    const { status, cause, states } = await run(machine, 'noCluster');

    expect({ status, cause }).toEqual({ status: 'FAILED', cause: 'States.TaskFailed: The EC2 capacity is not there' });
    expect(onlyCalls(states)).toEqual(['Create_A_Cluster']);
  });

  test('takes step arguments from the input, or from the definition by default', async () => {
    const [first = '', second = ''] = steps;
    const { Read_Input: readInput, Add_Steps_Parallel: parallel } = definitions[machine]!.States;
    const expression = (at: number, id: string) => {
      const step = parallel?.Branches?.[at]?.States[id]?.Arguments?.['Step'] as unknown as { HadoopJarStep: { Args: string } };
      return step.HadoopJarStep.Args;
    };
    const echo = {
      QueryLanguage: 'JSONata',
      StartAt: 'Read_Input',
      States: {
        Read_Input: { ...readInput, Next: 'Echo' },
        Echo: { Type: 'Pass', Output: { first: expression(0, first), second: expression(1, second) }, End: true },
      },
    };
    arns.set(`${machine}-Echo`, await create(`${machine}-Echo`, echo));

    const { output } = await run(`${machine}-Echo`, 'none', { Args: { [first]: ['run-example', 'SparkPi', '10'] } });

    expect(output.first).toEqual(['run-example', 'SparkPi', '10']);
    expect(output.second.slice(0, 5)).toEqual(['spark-submit', '--deploy-mode', 'cluster', '--master', 'yarn']);
  });
});

describe.each(Object.entries(SERVERLESS))('%s', (machine, jobs) => {
  test('runs all jobs', async () => {
    expect(await run(machine, 'good')).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('finishes the other jobs when one fails, then fails with its name and reason', async () => {
    const { status, error, cause } = await run(machine, 'oneFails');

    expect({ status, error }).toEqual({ status: 'FAILED', error: 'JobsFailed' });
    expect(cause).toBe(`${jobs[0]!.replaceAll('_', ' ')}: States.TaskFailed: Step failed: exit code 1`);
  });
});
