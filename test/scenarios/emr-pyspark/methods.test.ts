import {
  AddJobFlowStepsCommand,
  DescribeClusterCommand,
  DescribeStepCommand,
  ListClustersCommand,
  ListInstancesCommand,
  RunJobFlowCommand,
  SetTerminationProtectionCommand,
  TerminateJobFlowsCommand,
} from '@aws-sdk/client-emr';
import { DescribeExecutionCommand, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { SendCommandCommand } from '@aws-sdk/client-ssm';
import { jobs } from '../../../lib/scenarios/emr-pyspark/jobs';
import { recordingTask } from '../../support/task';
import { FakeAccount } from './fake-account';
import { ANALYZE, PROCESS, submitted } from './steps';

let account: FakeAccount;
beforeEach(() => {
  account = new FakeAccount();
});

describe('acceptance 9: the step lists', () => {
  test.each([
    ['process', PROCESS],
    ['analyze', ANALYZE],
  ] as const)('acceptance 9: %s has its named steps, each with CONTINUE on failure, without unresolved placeholders', async (workflow, expected) => {
    await account.run(jobs[workflow], { method: 'steps' });
    const [{ args } = { args: [] as never }] = account.emr.commandCalls(AddJobFlowStepsCommand);

    expect(args[0].input).toEqual({ JobFlowId: 'j-LONG', Steps: expected });
    expect(expected).toHaveLength(workflow === 'process' ? 3 : 4);
    expect(JSON.stringify(args[0].input)).not.toMatch(/\{\{|\$\{/);
  });
});

describe('steps', () => {
  test('uploads the programs, adds steps and waits', async () => {
    await expect(account.run(jobs.process, { method: 'steps' })).resolves.toEqual({ method: 'steps', cluster: 'j-LONG', steps: 3, seconds: 0 });
    expect(account.uploads).toEqual(['emr-pyspark/jobs to emr-work/jobs/', 'emr-pyspark/bootstrap to bootstrap/']);
  });

  test('is the default', async () => {
    await expect(account.run(jobs.analyze)).resolves.toMatchObject({ method: 'steps', steps: 4 });
  });

  test('returns the steps with --no-wait', async () => {
    await expect(account.run(jobs.process, { method: 'steps', wait: false })).resolves.toEqual({
      method: 'steps',
      cluster: 'j-LONG',
      steps: 's-1, s-2, s-3',
    });
  });

  test("shows the failed step's log", async () => {
    account.emr.on(DescribeStepCommand).resolves({ Step: { Id: 's-1', Name: 'Bakery Sales', Status: { State: 'FAILED' } } });
    account.objects.set('logs', new Map([['elasticmapreduce/j-LONG/steps/s-1/stderr.gz', 'AnalysisException: Path does not exist\n']]));

    await expect(account.run(jobs['bakery-sales'], { method: 'steps' })).rejects.toThrow(/AnalysisException: Path does not exist/);
  });

  test('refuses a cluster that has terminated, and names the other methods', async () => {
    account.clusterState = 'TERMINATED';

    await expect(account.run(jobs.process, { method: 'steps' })).rejects.toThrow(
      /cluster demo \(j-LONG\) accepts no steps: it is TERMINATED; got idle/,
    );
  });

  test('refuses a missing cluster', async () => {
    account.emr
      .on(DescribeClusterCommand)
      .rejects(Object.assign(new Error("Cluster id 'j-LONG' is not valid."), { name: 'InvalidRequestException' }));

    await expect(account.run(jobs.process, { method: 'steps' })).rejects.toThrow(/cluster j-LONG not found/);
  });

  test.each(['steps', 'primary-node'])('%s refuses a deployment without a long-lived cluster', async (method) => {
    account.contract.clusterId = undefined;

    await expect(account.run(jobs.process, { method })).rejects.toThrow(
      new RegExp(`${method} needs the long-lived cluster, which is not deployed; .*longLived=true`),
    );
  });
});

describe('primary-node', () => {
  beforeEach(() => account.emr.on(ListInstancesCommand).resolves({ Instances: [{ Ec2InstanceId: 'i-1' }] }));

  test('runs spark-submit on the primary node as hadoop, by Run Command', async () => {
    const facts = await account.run(jobs['movies-avg-ratings'], { method: 'primary-node' });
    const words = submitted('movies_avg_ratings').join(' ');

    expect(account.ssm.commandCalls(SendCommandCommand)[0]?.args[0].input).toEqual({
      DocumentName: 'AWS-RunShellScript',
      InstanceIds: ['i-1'],
      Comment: 'stagecraft: movies-avg-ratings',
      Parameters: {
        commands: ['set -e', `sudo --user=hadoop ${words} --start-date '2016-01-01 00:00:00' --end-date '2016-12-31 23:59:59' --join links`],
        executionTimeout: ['3600'],
      },
    });
    expect(facts).toEqual({ method: 'primary-node', cluster: 'j-LONG', instance: 'i-1', jobs: 1, output: '93 rows written' });
  });

  test('runs the jobs of a workflow one after the other', async () => {
    await account.run(jobs.analyze, { method: 'primary-node' });
    const { Parameters } = account.ssm.commandCalls(SendCommandCommand)[0]?.args[0].input ?? {};

    expect(Parameters?.['commands']).toHaveLength(5);
    expect(Parameters?.['executionTimeout']).toEqual(['14400']);
  });

  test('does not run unwatched', async () => {
    await expect(account.run(jobs.analyze, { method: 'primary-node', wait: false })).rejects.toThrow(
      /needs to wait for the job.*choose the method steps/,
    );
  });
});

describe('transient', () => {
  test('starts a cluster with the steps, which terminates after them: the exact request', async () => {
    const facts = await account.run(jobs.analyze, { method: 'transient' });
    const python = { PYSPARK_PYTHON: '/usr/bin/python3.11', PYSPARK_DRIVER_PYTHON: '/usr/bin/python3.11' };
    const kinds = (...types: string[]) => types.map((InstanceType) => ({ InstanceType, WeightedCapacity: 1 }));

    expect(account.emr.commandCalls(RunJobFlowCommand)[0]?.args[0].input).toEqual({
      Name: 'demo-cluster-run-job-flow',
      ReleaseLabel: 'emr-7.14.0',
      Applications: [{ Name: 'Spark' }],
      Configurations: [
        {
          Classification: 'spark-hive-site',
          Properties: { 'hive.metastore.client.factory.class': 'com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory' },
        },
        { Classification: 'spark-env', Configurations: [{ Classification: 'export', Properties: python }] },
      ],
      BootstrapActions: [{ Name: 'bootstrap-script', ScriptBootstrapAction: { Path: 's3://assets/bootstrap.sh' } }],
      Instances: {
        InstanceFleets: [
          {
            InstanceFleetType: 'MASTER',
            Name: 'Primary',
            TargetOnDemandCapacity: 1,
            InstanceTypeConfigs: kinds('m7g.xlarge', 'm6g.xlarge'),
          },
          {
            InstanceFleetType: 'CORE',
            Name: 'Core',
            TargetSpotCapacity: 2,
            InstanceTypeConfigs: kinds('r7g.2xlarge', 'r6g.2xlarge'),
            LaunchSpecifications: {
              SpotSpecification: {
                AllocationStrategy: 'price-capacity-optimized',
                TimeoutAction: 'SWITCH_TO_ON_DEMAND',
                TimeoutDurationMinutes: 20,
              },
            },
          },
        ],
        Ec2SubnetIds: ['subnet-1'],
        EmrManagedMasterSecurityGroup: 'sg-primary',
        EmrManagedSlaveSecurityGroup: 'sg-core',
        ServiceAccessSecurityGroup: 'sg-service',
        KeepJobFlowAliveWhenNoSteps: false,
        TerminationProtected: false,
      },
      Steps: ANALYZE,
      JobFlowRole: 'instance-profile',
      ServiceRole: 'service-role',
      LogUri: 's3://logs/elasticmapreduce/',
      EbsRootVolumeSize: 32,
      StepConcurrencyLevel: 5,
      AutoTerminationPolicy: { IdleTimeout: 3_600 },
      SecurityConfiguration: 'imdsv2',
      Tags: [
        { Key: 'for-use-with-amazon-emr-managed-policies', Value: 'true' },
        { Key: 'stagecraft:scenario', Value: 'emr-pyspark' },
        { Key: 'stagecraft:stage', Value: 'dev' },
        { Key: 'Environment', Value: 'Development' },
        { Key: 'Name', Value: 'EMR Demo Project Cluster' },
        { Key: 'Owner', Value: 'Data Analytics Team' },
        { Key: 'stagecraft:run', Value: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      ],
    });
    expect(facts).toEqual({ method: 'transient', cluster: 'j-NEW', steps: 2, seconds: 0 });
  });

  test('passes on the configured key pair, environment and idle time', async () => {
    account.contract.keyPair = 'mine';
    await account.run(jobs.analyze, { method: 'transient', set: { environment: 'prod', idleMinutes: 5 }, wait: false });
    const { Instances, Tags, AutoTerminationPolicy } = account.emr.commandCalls(RunJobFlowCommand)[0]?.args[0].input ?? {};

    expect(Instances?.Ec2KeyName).toBe('mine');
    expect(AutoTerminationPolicy).toEqual({ IdleTimeout: 300 });
    expect(Tags).toContainEqual({ Key: 'Environment', Value: 'Production' });
  });

  test('fails when a step failed, although the cluster terminated without errors', async () => {
    account.emr.on(DescribeStepCommand, { StepId: 's-1' }).resolves({ Step: { Id: 's-1', Name: 'Movie Choices', Status: { State: 'FAILED' } } });

    await expect(account.run(jobs.analyze, { method: 'transient' })).rejects.toThrow(/step Movie Choices \(s-1\) of cluster j-NEW did not complete/);
  });

  test('returns the cluster with --no-wait', async () => {
    await expect(account.run(jobs.process, { method: 'transient', wait: false })).resolves.toEqual({ method: 'transient', cluster: 'j-NEW' });
  });
});

describe('a long-lived cluster that has terminated', () => {
  test.each(['steps', 'primary-node'])('%s says that a deployment replaces it, or which methods need none', async (method) => {
    account.clusterState = 'TERMINATED';

    await expect(account.run(jobs.process, { method })).rejects.toMatchObject({
      refusal: { fix: expect.stringMatching(/^stagecraft deploy emr-pyspark replaces it .* --method transient, step-functions or serverless$/) },
    });
  });
});

describe('an execution that Ctrl-C stops', () => {
  const NAME = 'run-1';
  const OWN = { 'stagecraft:scenario': 'emr-pyspark', 'stagecraft:stage': 'dev' };
  const interrupted = () => {
    const controller = new AbortController();
    account.steps.on(StartExecutionCommand).resolves({ executionArn: `arn:aws:states:us-east-1:1:execution:EMR-Demo-Process:${NAME}` });
    account.steps.on(DescribeExecutionCommand).callsFake(() => {
      controller.abort();
      return { status: 'RUNNING' };
    });
    account.steps.on(StopExecutionCommand).resolves({});
    return { ...recordingTask(), signal: controller.signal };
  };
  const named = (id: string, name: string) => ({
    Id: id,
    Name: name,
    Status: { State: 'RUNNING' },
    Tags: Object.entries(OWN).map(([Key, Value]) => ({ Key, Value })),
  });
  const clusters = [named('j-OWN', `demo-cluster-step-function-${NAME}`), named('j-OTHER', 'demo-cluster-step-function-run-2')];

  test('ends its cluster as well, and no other', async () => {
    account.emr.on(ListClustersCommand).resolves({ Clusters: clusters.map(({ Id }) => ({ Id })) });
    account.emr.on(DescribeClusterCommand).callsFake(({ ClusterId }) => ({ Cluster: clusters.find(({ Id }) => Id === ClusterId) }));
    account.emr.on(SetTerminationProtectionCommand).resolves({});
    account.emr.on(TerminateJobFlowsCommand).resolves({});

    await expect(account.run(jobs.process, { method: 'step-functions', task: interrupted() })).rejects.toThrow(/abort/i);
    expect(account.steps.commandCalls(StopExecutionCommand)).toHaveLength(1);
    expect(account.emr.commandCalls(TerminateJobFlowsCommand).map(({ args }) => args[0].input)).toEqual([{ JobFlowIds: ['j-OWN'] }]);
  });

  test('leaves it to the clean-up of the account when EMR refuses, and says so', async () => {
    account.emr.on(ListClustersCommand).rejects(new Error('Rate exceeded'));
    const task = interrupted();

    await expect(account.run(jobs.process, { method: 'step-functions', task })).rejects.toThrow(/abort/i);
    expect(task.lines).toContain('could not terminate its cluster now: Rate exceeded');
  });
});
