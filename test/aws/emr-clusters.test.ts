import {
  type Cluster,
  DescribeClusterCommand,
  EMRClient,
  ListClustersCommand,
  ListInstancesCommand,
  RunJobFlowCommand,
  type RunJobFlowCommandInput,
  SetTerminationProtectionCommand,
  TerminateJobFlowsCommand,
} from '@aws-sdk/client-emr';
import { mockClient } from 'aws-sdk-client-mock';
import { emrVerbs } from '../../lib/aws/emr';
import { recordingTask } from '../support/task';

const mock = mockClient(EMRClient);
const client = new EMRClient({ region: 'eu-central-1' });
const s3 = { list: async () => [], read: async () => undefined };
const emr = emrVerbs(client, s3, { pollMs: 0, logPolls: 1 });

const notThere = () => Object.assign(new Error("Cluster id 'j-GONE' is not valid."), { name: 'InvalidRequestException' });
const cluster = (Id: string, State: Cluster['Status'], rest: Partial<Cluster> = {}): { Cluster: Cluster } => ({
  Cluster: { Id, Name: `name of ${Id}`, ClusterArn: `arn:${Id}`, Status: State, ...rest },
});
const calls = <Command extends Parameters<typeof mock.commandCalls>[0]>(command: Command) =>
  mock.commandCalls(command).map(({ args }) => args[0].input);

beforeEach(() => {
  mock.reset();
  mock.onAnyCommand().resolves({});
});

describe('cluster', () => {
  test('returns state and settings, with the log address as s3://', async () => {
    mock.on(DescribeClusterCommand, { ClusterId: 'j-1' }).resolves(
      cluster(
        'j-1',
        { State: 'WAITING', StateChangeReason: { Message: 'Cluster ready' } },
        {
          TerminationProtected: true,
          LogUri: 's3n://logs/emr',
          Tags: [{ Key: 'stage', Value: 'dev' }],
        },
      ),
    );

    await expect(emr.cluster('j-1')).resolves.toEqual({
      id: 'j-1',
      name: 'name of j-1',
      arn: 'arn:j-1',
      state: 'WAITING',
      reason: 'Cluster ready',
      isProtected: true,
      logUri: 's3://logs/emr/',
      tags: { stage: 'dev' },
    });
  });

  test('without details is starting, unprotected, without logs and tags', async () => {
    mock.on(DescribeClusterCommand).resolves({ Cluster: { Tags: [{}] } });

    await expect(emr.cluster('j-1')).resolves.toEqual({
      id: '',
      name: '',
      arn: '',
      state: 'STARTING',
      reason: '',
      isProtected: false,
      logUri: '',
      tags: { '': '' },
    });
  });

  test('is undefined when it does not exist', async () => {
    mock.on(DescribeClusterCommand).rejects(notThere());

    await expect(emr.cluster('j-GONE')).resolves.toBeUndefined();
  });

  test('passes on other errors', async () => {
    mock.on(DescribeClusterCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));

    await expect(emr.cluster('j-1')).rejects.toThrow('no');
  });
});

describe('clusters', () => {
  test('finds active clusters with all tags, on every page', async () => {
    mock
      .on(ListClustersCommand)
      .resolvesOnce({ Clusters: [{ Id: 'j-1' }, { Id: 'j-2' }], Marker: 'more' })
      .resolvesOnce({ Clusters: [{ Id: 'j-3' }] });
    const tags = (stage: string) => ({
      Tags: [
        { Key: 'scenario', Value: 'spark' },
        { Key: 'stage', Value: stage },
      ],
    });
    mock.on(DescribeClusterCommand, { ClusterId: 'j-1' }).resolves(cluster('j-1', { State: 'RUNNING' }, tags('dev')));
    mock.on(DescribeClusterCommand, { ClusterId: 'j-2' }).resolves(cluster('j-2', { State: 'RUNNING' }, tags('test')));
    mock.on(DescribeClusterCommand, { ClusterId: 'j-3' }).resolves(cluster('j-3', { State: 'WAITING' }, tags('dev')));

    const found = await emr.clusters({ scenario: 'spark', stage: 'dev' });

    expect(found.map(({ id }) => id)).toEqual(['j-1', 'j-3']);
    expect(calls(ListClustersCommand)).toEqual([
      { ClusterStates: ['STARTING', 'BOOTSTRAPPING', 'RUNNING', 'WAITING', 'TERMINATING'], Marker: undefined },
      { ClusterStates: ['STARTING', 'BOOTSTRAPPING', 'RUNNING', 'WAITING', 'TERMINATING'], Marker: 'more' },
    ]);
  });
});

test('skips a listed cluster without an id, or one that has disappeared', async () => {
  mock.on(ListClustersCommand).resolves({ Clusters: [{}, { Id: 'j-1' }] });
  mock.on(DescribeClusterCommand, { ClusterId: 'j-1' }).rejects(notThere());

  await expect(emr.clusters({})).resolves.toEqual([]);
  expect(calls(DescribeClusterCommand)).toEqual([{ ClusterId: 'j-1' }]);
});

test('run starts a cluster with exactly the given input, and a tag that is unique', async () => {
  mock.on(RunJobFlowCommand).resolves({ JobFlowId: 'j-NEW' });
  const input = { Name: 'nightly', ReleaseLabel: 'emr-7.14.0', Instances: { KeepJobFlowAliveWhenNoSteps: false } };

  await expect(emr.run(input)).resolves.toBe('j-NEW');
  expect(calls(RunJobFlowCommand)).toEqual([{ ...input, Tags: [{ Key: 'stagecraft:run', Value: expect.stringMatching(/^[0-9a-f-]{36}$/) }] }]);
});

describe('after a lost answer', () => {
  const lost = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  const tagOf = () => (calls(RunJobFlowCommand)[0] as RunJobFlowCommandInput).Tags?.[0];

  test('run finds the cluster that was made, and makes no second one', async () => {
    mock.on(RunJobFlowCommand).rejectsOnce(lost).resolves({ JobFlowId: 'j-SECOND' });
    mock.on(ListClustersCommand).resolves({ Clusters: [{ Id: 'j-OTHER' }, { Id: 'j-MADE' }] });
    mock.on(DescribeClusterCommand).callsFake(({ ClusterId: Id }) => ({
      Cluster: { Id, Status: { State: 'STARTING' }, Tags: Id === 'j-MADE' ? [tagOf()] : [{ Key: 'stagecraft:run', Value: 'another' }] },
    }));

    await expect(emr.run({ Name: 'nightly', Instances: {} })).resolves.toBe('j-MADE');
    expect(calls(RunJobFlowCommand)).toHaveLength(1);
  });

  test('run sends the same request again when none was made', async () => {
    mock.on(RunJobFlowCommand).rejectsOnce(lost).resolves({ JobFlowId: 'j-SECOND' });

    await expect(emr.run({ Name: 'nightly', Instances: {} })).resolves.toBe('j-SECOND');
    const [first, second] = calls(RunJobFlowCommand);
    expect(second).toEqual(first);
  });

  test('run does not repeat what EMR refuses', async () => {
    mock.on(RunJobFlowCommand).rejects(Object.assign(new Error('no such release'), { name: 'ValidationException' }));

    await expect(emr.run({ Name: 'nightly', Instances: {} })).rejects.toThrow('no such release');
    expect(calls(RunJobFlowCommand)).toHaveLength(1);
  });
});

describe('terminate', () => {
  test('disables protection first, and skips ended and terminating clusters', async () => {
    mock.on(DescribeClusterCommand, { ClusterId: 'j-1' }).resolves(cluster('j-1', { State: 'WAITING' }, { TerminationProtected: true }));
    mock.on(DescribeClusterCommand, { ClusterId: 'j-2' }).resolves(cluster('j-2', { State: 'TERMINATED' }));
    mock.on(DescribeClusterCommand, { ClusterId: 'j-3' }).rejects(notThere());
    mock.on(DescribeClusterCommand, { ClusterId: 'j-4' }).resolves(cluster('j-4', { State: 'TERMINATING' }));

    await emr.terminate(['j-1', 'j-2', 'j-3', 'j-4']);

    expect(
      mock
        .calls()
        .slice(-2)
        .map(({ args }) => [args[0].constructor.name, args[0].input]),
    ).toEqual([
      ['SetTerminationProtectionCommand', { JobFlowIds: ['j-1'], TerminationProtected: false }],
      ['TerminateJobFlowsCommand', { JobFlowIds: ['j-1'] }],
    ]);
  });

  test('terminates ten clusters at a time', async () => {
    mock.on(DescribeClusterCommand).callsFake(({ ClusterId }) => cluster(ClusterId, { State: 'RUNNING' }));

    await emr.terminate(Array.from({ length: 12 }, (_, index) => `j-${index}`));

    expect(calls(TerminateJobFlowsCommand).map((input) => (input as { JobFlowIds: string[] }).JobFlowIds.length)).toEqual([10, 2]);
  });

  test('does nothing for an empty list', async () => {
    await emr.terminate([]);

    expect(mock.calls()).toEqual([]);
  });
});

describe('waitForEnd', () => {
  test('reports progress and returns when the cluster has terminated', async () => {
    mock
      .on(DescribeClusterCommand)
      .resolvesOnce(cluster('j-1', { State: 'STARTING', StateChangeReason: { Message: 'Configuring cluster software' } }))
      .resolvesOnce(cluster('j-1', { State: 'RUNNING' }))
      .resolves(cluster('j-1', { State: 'TERMINATED' }));
    const task = recordingTask();

    await expect(emr.waitForEnd('j-1', task)).resolves.toMatchObject({ id: 'j-1', state: 'TERMINATED' });
    expect(task.lines).toEqual(['cluster j-1 starting, Configuring cluster software', 'cluster j-1 running']);
  });

  test("fails with EMR's reason when it ended with errors, and terminates nothing", async () => {
    const status = { State: 'TERMINATED_WITH_ERRORS' as const, StateChangeReason: { Message: 'bootstrap action 1 failed' } };
    mock.on(DescribeClusterCommand).resolves(cluster('j-1', status, { LogUri: 's3://logs/emr/' }));

    await expect(emr.waitForEnd('j-1', recordingTask())).rejects.toThrow(
      /cluster name of j-1 \(j-1\) ended with errors; got bootstrap action 1 failed; read the logs below s3:\/\/logs\/emr\/j-1\//,
    );
    expect(calls(TerminateJobFlowsCommand)).toEqual([]);
  });

  test('names no logs when the cluster writes none', async () => {
    mock.on(DescribeClusterCommand).resolves(cluster('j-1', { State: 'TERMINATED_WITH_ERRORS' }));

    await expect(emr.waitForEnd('j-1', recordingTask())).rejects.toMatchObject({
      refusal: { got: 'no reason from EMR', fix: 'run the job again' },
    });
  });

  test('terminates the cluster on Ctrl-C', async () => {
    mock.on(DescribeClusterCommand).resolves(cluster('j-1', { State: 'RUNNING' }));
    const task = recordingTask();
    const waiting = emrVerbs(client, s3, { pollMs: 60_000, logPolls: 1 }).waitForEnd('j-1', task);
    setTimeout(() => task.abort(), 20);

    await expect(waiting).rejects.toThrow(/abort/i);
    expect(calls(SetTerminationProtectionCommand)).toEqual([{ JobFlowIds: ['j-1'], TerminationProtected: false }]);
    expect(calls(TerminateJobFlowsCommand)).toEqual([{ JobFlowIds: ['j-1'] }]);
  });

  test('leaves alone a cluster that stays unknown', async () => {
    mock.on(DescribeClusterCommand).rejects(notThere());

    await expect(emr.waitForEnd('j-GONE', recordingTask())).rejects.toThrow(
      /cluster j-GONE may still run in the account; got InvalidRequestException: Cluster id 'j-GONE' is not valid/,
    );
  });
});

test('waitUntilGone names the remaining clusters', async () => {
  mock
    .on(DescribeClusterCommand, { ClusterId: 'j-1' })
    .resolvesOnce(cluster('j-1', { State: 'TERMINATING' }))
    .resolves(cluster('j-1', { State: 'TERMINATED' }));
  mock.on(DescribeClusterCommand, { ClusterId: 'j-2' }).rejects(notThere());
  const task = recordingTask();

  await emr.waitUntilGone(['j-1', 'j-2'], task);

  expect(task.lines).toEqual(['waiting for clusters to terminate: j-1']);
});

describe('primaryInstance', () => {
  test.each([
    ['INSTANCE_GROUP', { InstanceGroupTypes: ['MASTER'] }],
    ['INSTANCE_FLEET', { InstanceFleetType: 'MASTER' }],
  ] as const)('of a cluster with an %s', async (InstanceCollectionType, filter) => {
    mock.on(DescribeClusterCommand).resolves(cluster('j-1', { State: 'WAITING' }, { InstanceCollectionType }));
    mock.on(ListInstancesCommand).resolves({ Instances: [{ Ec2InstanceId: 'i-1' }] });

    await expect(emr.primaryInstance('j-1')).resolves.toBe('i-1');
    expect(calls(ListInstancesCommand)).toEqual([{ ClusterId: 'j-1', InstanceStates: ['RUNNING'], ...filter }]);
  });

  test('refuses a cluster without a running primary node', async () => {
    await expect(emr.primaryInstance('j-1')).rejects.toThrow(/cluster j-1 has no running primary node.*WAITING or RUNNING/);
  });
});

test('clusters in subnets are those that run there, with any tags', async () => {
  const ids = ['j-here', 'j-there', 'j-nowhere', 'j-ended'];
  mock.on(ListClustersCommand).resolves({ Clusters: ids.map((Id) => ({ Id })) });
  const inSubnet = (Ec2SubnetId?: string) => ({ Ec2InstanceAttributes: { Ec2SubnetId } });
  mock.on(DescribeClusterCommand, { ClusterId: 'j-here' }).resolves(cluster('j-here', { State: 'RUNNING' }, inSubnet('subnet-1')));
  mock.on(DescribeClusterCommand, { ClusterId: 'j-there' }).resolves(cluster('j-there', { State: 'RUNNING' }, inSubnet('subnet-9')));
  mock.on(DescribeClusterCommand, { ClusterId: 'j-nowhere' }).resolves(cluster('j-nowhere', { State: 'STARTING' }));
  mock.on(DescribeClusterCommand, { ClusterId: 'j-ended' }).resolves(cluster('j-ended', { State: 'TERMINATED' }, inSubnet('subnet-1')));

  await expect(emr.clustersInSubnets(['subnet-1', 'subnet-2'])).resolves.toEqual([
    expect.objectContaining({ id: 'j-here', subnet: 'subnet-1', tags: {} }),
  ]);
});
