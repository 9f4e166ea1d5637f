import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { EmrInstances, EmrStepsStateMachine, type EmrStepsStateMachineProps, errorLog } from 'stagecraft-constructs/emr';
import { findingsOf, readable, statementsOf, templateOf } from '../../support/synth';
import { clusterNeeds } from './surroundings';

const JOBS = [
  { id: 'Sales', name: 'Bakery Sales', args: ['spark-submit', 's3://emr-work/sales.py'] },
  { id: 'Films', name: 'Films', args: ['spark-submit', 's3://emr-work/films.py', '--year', '2016'] },
];

type Options = Partial<EmrStepsStateMachineProps>;
const machineWith = (props: Options = {}) =>
  templateOf((stack) => new EmrStepsStateMachine(stack, 'Steps', { ...clusterNeeds(stack), clusterName: 'nightly', jobs: JOBS, ...props }));

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly TimeoutSeconds?: number;
  readonly Arguments?: Record<string, unknown>;
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: string[]; readonly Next: string }[];
  readonly Retry?: readonly unknown[];
  readonly Branches?: readonly { readonly States: Record<string, State> }[];
}

/** The two definitions: of the machine, and of the clean-up after its executions. */
function definitionsOf(props?: Options): readonly Record<string, State>[] {
  const machines = Object.entries(machineWith(props).findResources('AWS::StepFunctions::StateMachine'));
  const isCleanUp = ([id]: [string, unknown]) => id.includes('CleanUp');
  return [...machines.filter((each) => !isCleanUp(each)), ...machines.filter(isCleanUp)].map(
    ([, { Properties }]) => JSON.parse(readable(Properties.DefinitionString)).States,
  );
}

const definitionOf = (props?: Options) => definitionsOf(props)[0]!;

const template = machineWith();
const states = definitionOf();
const branches = states['Add_Steps_Parallel']?.Branches?.map(({ States }) => States) ?? [];

describe('the definition', () => {
  test('every step waits for its end, continues after failures of others, and has arguments from the input or the defaults', () => {
    expect(branches.map((branch) => Object.keys(branch)[0])).toEqual(['Sales', 'Films']);
    for (const [index, branch] of branches.entries()) {
      const step = branch[JOBS[index]!.id];
      expect(step?.Resource).toBe('arn:<partition>:states:::elasticmapreduce:addStep.sync');
      expect(step?.Arguments).toMatchObject({
        ClusterId: '{% $ClusterId %}',
        Step: { Name: JOBS[index]!.name, ActionOnFailure: 'CONTINUE', HadoopJarStep: { Jar: 'command-runner.jar' } },
      });
      expect(step?.TimeoutSeconds).toBe(7_200);
      expect(step?.Catch).toEqual([expect.objectContaining({ ErrorEquals: ['States.ALL'], Next: `${JOBS[index]!.id}_Failed` })]);
    }
  });

  test('retries calls that EMR refuses, throttled ones included, and no failed step', () => {
    const calls = [...Object.values(states), ...branches.flatMap((branch) => Object.values(branch))].filter(({ Type }) => Type === 'Task');

    expect(calls).toHaveLength(6);
    for (const { Retry } of calls)
      expect(Retry).toEqual([expect.objectContaining({ ErrorEquals: ['EMR.AmazonElasticMapReduceException'], MaxAttempts: 5 })]);
  });

  test('no state protects a cluster, since a stopped execution runs none that could take it off', () => {
    const protecting = Object.values(states).filter(({ Resource }) => Resource?.endsWith(':setClusterTerminationProtection'));

    expect(protecting.map(({ Arguments }) => Arguments?.['TerminationProtected'])).toEqual([false]);
  });

  test('a cluster that is not made in time is caught, and fails the execution', () => {
    const [caught] = states['Create_A_Cluster']?.Catch ?? [];

    expect(caught?.ErrorEquals).toEqual(['States.ALL']);
    expect(states[caught?.Next ?? '']).toMatchObject({ Type: 'Fail', Error: 'ClusterFailed' });
  });

  test('the cluster terminates when idle, is not protected, and is named after the execution', () => {
    expect(states['Create_A_Cluster']?.Arguments).toMatchObject({
      Name: "{% 'nightly-' & $states.context.Execution.Name %}",
      ReleaseLabel: 'emr-7.14.0',
      AutoTerminationPolicy: { IdleTimeout: 3_600 },
      StepConcurrencyLevel: 2,
      Instances: { KeepJobFlowAliveWhenNoSteps: true, TerminationProtected: false, Ec2SubnetId: 'subnet-1' },
      LogUri: 's3://<Logs>/elasticmapreduce/',
      Tags: [{ Key: 'for-use-with-amazon-emr-managed-policies', Value: 'true' }],
    });
  });

  test('every state is reachable and has a successor or ends', () => {
    const reached = new Set(['Read_Input']);
    for (const name of reached) {
      const { Next, Default, Choices = [], Catch = [] } = states[name]!;
      for (const next of [Next, Default, ...Choices.map((each) => each.Next), ...Catch.map((each) => each.Next)]) if (next) reached.add(next);
    }
    expect([...reached].sort()).toEqual(Object.keys(states).sort());
  });
});

describe('every prop', () => {
  test('passes instances, keyName, applications and configurations to the cluster', () => {
    const cluster = definitionOf({
      instances: EmrInstances.fleets(),
      keyName: 'mine',
      applications: ['Spark', 'Livy'],
      configurations: [{ classification: 'spark', properties: { maximizeResourceAllocation: 'true' } }],
      stepConcurrency: 7,
    })['Create_A_Cluster']?.Arguments;

    expect(cluster).toMatchObject({
      Applications: [{ Name: 'Spark' }, { Name: 'Livy' }],
      StepConcurrencyLevel: 7,
      Instances: { Ec2KeyName: 'mine', Ec2SubnetIds: ['subnet-1', 'subnet-2'] },
    });
    expect(cluster?.['Configurations']).toContainEqual({ Classification: 'spark', Properties: { maximizeResourceAllocation: 'true' } });
  });

  test('takes jobTimeout', () => {
    expect(definitionOf({ jobTimeout: Duration.minutes(5) })['Add_Steps_Parallel']?.Branches?.[0]?.States['Sales']?.TimeoutSeconds).toBe(300);
  });

  test('takes stateMachineName', () => {
    machineWith({ stateMachineName: 'EMR-Demo' }).hasResourceProperties('AWS::StepFunctions::StateMachine', { StateMachineName: 'EMR-Demo' });
  });

  test('logs errors in its own log group, with seven days of retention and removalPolicy', () => {
    template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 7 }, DeletionPolicy: 'Retain' });
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      StateMachineType: 'STANDARD',
      LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false },
      TracingConfiguration: { Enabled: true },
    });
    machineWith({ removalPolicy: RemovalPolicy.DESTROY }).hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete' });
  });

  test('takes logGroup', () => {
    const shared = templateOf((stack) => {
      const logGroup = errorLog(stack, 'Log', 'shared', RemovalPolicy.DESTROY);
      const needs = clusterNeeds(stack);
      for (const id of ['One', 'Other']) new EmrStepsStateMachine(stack, id, { ...needs, clusterName: id, jobs: JOBS, logGroup });
    });

    expect(Object.values(shared.findResources('AWS::Logs::LogGroup')).map(({ Properties }) => Properties.LogGroupName)).toEqual([
      '/aws/vendedlogs/states/shared',
    ]);
    expect(logs.RetentionDays.ONE_WEEK).toBe(7);
  });
});

describe('the role', () => {
  const tags = { 'for-use-with-amazon-emr-managed-policies': 'true' };
  const own = (props?: Options) => statementsOf(machineWith(props), 'StepsRole').filter(({ actions }) => !/^(logs|xray):/.test(actions[0]!));
  const condition = (key: string, of: Record<string, string>) => ({
    StringEquals: Object.fromEntries(Object.entries(of).map(([name, value]) => [`${key}/${name}`, value])),
  });

  test('may change only clusters with the tag, pass two roles, and watch three event rules', () => {
    expect(own()).toEqual([
      { actions: ['elasticmapreduce:RunJobFlow'], resources: ['*'], conditions: condition('aws:RequestTag', tags) },
      {
        actions: ['elasticmapreduce:AddTags'],
        resources: ['arn:<partition>:elasticmapreduce:<region>:<account>:cluster/*'],
        conditions: condition('aws:RequestTag', tags),
      },
      {
        actions: ['elasticmapreduce:PutAutoTerminationPolicy'],
        resources: ['arn:<partition>:elasticmapreduce:<region>:<account>:cluster/*'],
      },
      {
        actions: [
          'elasticmapreduce:AddJobFlowSteps',
          'elasticmapreduce:CancelSteps',
          'elasticmapreduce:DescribeCluster',
          'elasticmapreduce:DescribeStep',
          'elasticmapreduce:SetTerminationProtection',
          'elasticmapreduce:TerminateJobFlows',
        ],
        resources: ['arn:<partition>:elasticmapreduce:<region>:<account>:cluster/*'],
        conditions: condition('elasticmapreduce:ResourceTag', tags),
      },
      {
        actions: ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'],
        resources: ['RunJobFlow', 'AddJobFlowSteps', 'TerminateJobFlows'].map(
          (call) => `arn:<partition>:events:<region>:<account>:rule/StepFunctionsGetEventForEMR${call}Rule`,
        ),
      },
      {
        actions: ['iam:CreateServiceLinkedRole'],
        resources: ['arn:<partition>:iam::<account>:role/aws-service-role/elasticmapreduce.amazonaws.com/AWSServiceRoleForEMRCleanup'],
        conditions: { StringEquals: { 'iam:AWSServiceName': 'elasticmapreduce.amazonaws.com' } },
      },
      {
        actions: ['iam:CreateServiceLinkedRole'],
        resources: ['arn:<partition>:iam::<account>:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot'],
        conditions: { StringEquals: { 'iam:AWSServiceName': 'spot.amazonaws.com' } },
      },
      {
        actions: ['iam:PassRole'],
        resources: ['<RolesService.Arn>'],
        conditions: { StringEquals: { 'iam:PassedToService': 'elasticmapreduce.amazonaws.com' } },
      },
      {
        actions: ['iam:PassRole'],
        resources: ['<RolesInstances.Arn>'],
        conditions: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
      },
    ]);
  });

  test('clusterTags are tags of the cluster, and conditions of the role', () => {
    const clusterTags = { project: 'bakery' };

    expect(own({ clusterTags })[0]?.conditions).toEqual(condition('aws:RequestTag', { ...clusterTags, ...tags }));
    expect(definitionOf({ clusterTags })['Create_A_Cluster']?.Arguments?.['Tags']).toContainEqual({ Key: 'project', Value: 'bakery' });
  });
});

describe('after an execution', () => {
  const cleanUp = definitionsOf()[1]!;

  test('that was stopped, ran out of time or failed, a rule starts the clean-up with the name of its cluster', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: { status: ['ABORTED', 'FAILED', 'TIMED_OUT'] },
      },
      Targets: [{ InputTransformer: { InputPathsMap: { 'detail-name': '$.detail.name' }, InputTemplate: '{"Cluster":"nightly-<detail-name>"}' } }],
    });
    const [rule] = Object.values(template.findResources('AWS::Events::Rule'));
    expect(readable(rule?.Properties.EventPattern.detail.stateMachineArn)).toBe('["<Steps>"]');
    expect(readable(rule?.Properties.Targets[0].Arn)).toMatch(/^<StepsCleanUp\w*>$/);
  });

  test('the clean-up looks through all pages of live clusters, and unprotects and terminates the one with the name', () => {
    expect(cleanUp['Look_For_It']).toMatchObject({
      Resource: 'arn:<partition>:states:::aws-sdk:emr:listClusters',
      Assign: { Found: '{% $append([], $states.result.Clusters[Name = $Cluster].Id) %}' },
      Next: 'Was_It_Found',
    });
    expect(String(cleanUp['Look_For_It']?.Arguments)).toContain("'Marker': $Page");
    expect(cleanUp['Was_It_Found']?.Choices?.map(({ Next }) => Next)).toEqual(['Unprotect_It', 'Look_For_It']);
    expect(cleanUp['Unprotect_It']).toMatchObject({ Arguments: { JobFlowIds: '{% $Found %}', TerminationProtected: false }, Next: 'Terminate_It' });
    expect(cleanUp['Terminate_It']).toMatchObject({
      Resource: 'arn:<partition>:states:::aws-sdk:emr:terminateJobFlows',
      Arguments: { JobFlowIds: '{% $Found %}' },
    });
  });

  test('the clean-up may list clusters, and end those with the tags', () => {
    const rights = statementsOf(machineWith({ clusterTags: { project: 'bakery' } }), 'StepsCleanUpRole').filter(({ actions }) =>
      actions[0]!.startsWith('elasticmapreduce:'),
    );

    expect(rights).toEqual([
      { actions: ['elasticmapreduce:ListClusters'], resources: ['*'] },
      {
        actions: ['elasticmapreduce:SetTerminationProtection', 'elasticmapreduce:TerminateJobFlows'],
        resources: ['arn:<partition>:elasticmapreduce:<region>:<account>:cluster/*'],
        conditions: {
          StringEquals: {
            'elasticmapreduce:ResourceTag/project': 'bakery',
            'elasticmapreduce:ResourceTag/for-use-with-amazon-emr-managed-policies': 'true',
          },
        },
      },
    ]);
  });
});

test.each<[string, Options, RegExp]>([
  ['no jobs', { jobs: [] }, /jobs is not a list of named jobs.*got none/],
  ['an id that is no name of a state', { jobs: [{ ...JOBS[0]!, id: 'Bakery Sales' }] }, /jobs is not a list of named jobs.*got 'Bakery Sales'/],
  ['an id twice', { jobs: [JOBS[0]!, JOBS[0]!] }, /jobs is not a list of named jobs.*got Sales, Sales/],
  ['a name that would end a string', { jobs: [{ ...JOBS[0]!, name: "Sales'" }] }, /the name of a job cannot stand in the definition/],
  ['a clusterName that would end a string', { clusterName: "nightly'" }, /clusterName cannot stand in the definition.*got nightly'/],
  ['a clusterName that is too long', { clusterName: 'n'.repeat(171) }, /clusterName cannot stand in the definition/],
  ['seconds for a job', { jobTimeout: Duration.seconds(30) }, /jobTimeout is too short.*got 30 seconds/],
  ['a release that is past support', { releaseLabel: 'emr-5.28.0' }, /releaseLabel is not a release/],
])('refuses %s', (_, props, message) => {
  expect(() => machineWith(props)).toThrow(message);
});

test('cdk-nag has no findings', () => {
  expect(findingsOf((stack) => new EmrStepsStateMachine(stack, 'Steps', { ...clusterNeeds(stack), clusterName: 'nightly', jobs: JOBS }))).toEqual([]);
});
