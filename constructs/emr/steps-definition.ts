import type { Duration } from 'aws-cdk-lib';

/** A job of a state machine: a step of a cluster, or a job run of EMR Serverless. */
export interface EmrJob {
  /** Name of its state, unique in the machine: letters, digits and underscores. The key of its arguments in the input. */
  readonly id: string;
  /** Name of the step on the cluster. */
  readonly name: string;
  /** Arguments of the command, such as `spark-submit`; the input can replace them. */
  readonly args: readonly string[];
}

/** Parts of the definition. */
export interface StepsDefinition {
  readonly jobs: readonly EmrJob[];
  /** Input of `RunJobFlow`, without steps and name. */
  readonly cluster: Readonly<Record<string, unknown>>;
  /** Beginning of the cluster's name; the name of the execution follows, by which a clean-up finds it. */
  readonly clusterName: string;
  readonly stepTimeout: Duration;
  readonly clusterTimeout: Duration;
}

type State = Readonly<Record<string, unknown>>;

const INPUT = '$states.context.Execution.Input';
/** What Step Functions calls every refusal of EMR's API, a throttled one too; a step that fails is `States.TaskFailed`, and is not repeated. */
const REFUSED_CALLS = ['EMR.AmazonElasticMapReduceException'];
const FAILURE = "{% $states.errorOutput.Error & ': ' & $states.errorOutput.Cause %}";
const EMR = 'arn:<partition>:states:::elasticmapreduce';

/**
 * A state machine in Amazon States Language: makes a cluster or takes one, runs all jobs at once, and terminates the cluster or leaves it.
 *
 * Input, all optional: `CreateCluster` (true), `ClusterId` (instead), `TerminateCluster` (what was created is), `Args` by job. A failed job lets the others
 * finish. Whatever fails after a cluster was created, that cluster is terminated before the execution fails; one that was given is left as it was found.
 *
 * The cluster has no termination protection: it belongs to one execution, and one that is stopped or out of time runs no state that could take it off.
 */
export function stepsDefinition({ jobs, cluster, clusterName, stepTimeout, clusterTimeout }: StepsDefinition, partition: string): State {
  const task = (resource: string, args: State, rest: State): State => ({
    Type: 'Task',
    Resource: `${EMR.replace('<partition>', partition)}:${resource}`,
    Arguments: args,
    Retry: [{ ErrorEquals: REFUSED_CALLS, IntervalSeconds: 5, BackoffRate: 2, MaxAttempts: 5, JitterStrategy: 'FULL' }],
    ...rest,
  });
  const onTheCluster = { ClusterId: '{% $ClusterId %}' };
  const orCleanUp = {
    Catch: [
      {
        ErrorEquals: ['States.ALL'],
        Assign: { Failed: FAILURE },
        Next: 'Was_The_Cluster_Created',
      },
    ],
  };

  return {
    Comment: 'Runs steps on a cluster that it creates, or on one that the input names',
    QueryLanguage: 'JSONata',
    StartAt: 'Read_Input',
    States: {
      Read_Input: {
        Type: 'Pass',
        Assign: {
          Defaults: Object.fromEntries(jobs.map(({ id, args }) => [id, args])),
          Given: `{% $exists(${INPUT}.Args) ? ${INPUT}.Args : {} %}`,
          Failed: '',
        },
        Next: 'Should_Create_Cluster',
      },
      Should_Create_Cluster: {
        Type: 'Choice',
        Choices: [
          { Condition: `{% ${INPUT}.CreateCluster = false and $exists(${INPUT}.ClusterId) %}`, Next: 'Use_The_Given_Cluster' },
          { Condition: `{% ${INPUT}.CreateCluster = false %}`, Next: 'No_Cluster_Is_Given' },
        ],
        Default: 'Create_A_Cluster',
      },
      No_Cluster_Is_Given: { Type: 'Fail', Error: 'InputMissing', Cause: 'CreateCluster is false and ClusterId is not given' },
      Use_The_Given_Cluster: {
        Type: 'Pass',
        Assign: { ClusterId: `{% ${INPUT}.ClusterId %}`, Created: false, Terminate: `{% ${INPUT}.TerminateCluster = true %}` },
        Next: 'Add_Steps_Parallel',
      },
      Create_A_Cluster: task(
        'createCluster.sync',
        { ...cluster, Name: `{% '${clusterName}-' & $states.context.Execution.Name %}` },
        {
          TimeoutSeconds: clusterTimeout.toSeconds(),
          Assign: { ClusterId: '{% $states.result.ClusterId %}', Created: true, Terminate: `{% $not(${INPUT}.TerminateCluster = false) %}` },
          // An error does not tell the id of a cluster that has been requested: the clean-up finds it by its name.
          Catch: [{ ErrorEquals: ['States.ALL'], Assign: { Failed: FAILURE }, Next: 'No_Cluster_Was_Made' }],
          Next: 'Add_Steps_Parallel',
        },
      ),
      No_Cluster_Was_Made: { Type: 'Fail', Error: 'ClusterFailed', Cause: '{% $Failed %}' },
      Add_Steps_Parallel: {
        Type: 'Parallel',
        Branches: jobs.map((job) => branch(job, stepTimeout, task)),
        ...orCleanUp,
        Next: 'Did_A_Step_Fail',
      },
      Did_A_Step_Fail: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $exists($states.input.Failed) %}', Next: 'Remember_Failed_Steps' }],
        Default: 'Should_Terminate_Cluster',
      },
      Remember_Failed_Steps: {
        Type: 'Pass',
        Assign: { Failed: "{% $join($states.input.Failed, '; ') %}" },
        Next: 'Was_The_Cluster_Created',
      },
      Should_Terminate_Cluster: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $Terminate %}', Next: 'Terminate_Cluster' }],
        // A created cluster is left to its idle time.
        Default: 'Wrapping_Up',
      },
      Terminate_Cluster: task('terminateCluster.sync', onTheCluster, { Next: 'Wrapping_Up' }),
      Wrapping_Up: { Type: 'Pass', Output: { ClusterId: '{% $ClusterId %}', Created: '{% $Created %}', Terminated: '{% $Terminate %}' }, End: true },

      Was_The_Cluster_Created: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $Created %}', Next: 'Unprotect_After_Failure' }],
        Default: 'Failed',
      },
      // A user may have protected it by hand, to look at it.
      Unprotect_After_Failure: task(
        'setClusterTerminationProtection',
        { ...onTheCluster, TerminationProtected: false },
        { Next: 'Terminate_After_Failure' },
      ),
      Terminate_After_Failure: task('terminateCluster.sync', onTheCluster, { Next: 'Failed' }),
      Failed: { Type: 'Fail', Error: 'StepsFailed', Cause: "{% $Failed & ' (cluster ' & $ClusterId & ')' %}" },
    },
  };
}

/** A step, and what remains of one that failed: its name and the reason, among the results of the others. */
function branch({ id, name }: EmrJob, timeout: Duration, task: (resource: string, args: State, rest: State) => State): State {
  return {
    StartAt: id,
    States: {
      [id]: task(
        'addStep.sync',
        {
          ClusterId: '{% $ClusterId %}',
          Step: {
            Name: name,
            ActionOnFailure: 'CONTINUE',
            HadoopJarStep: { Jar: 'command-runner.jar', Args: `{% $lookup($merge([$Defaults, $Given]), '${id}') %}` },
          },
        },
        {
          TimeoutSeconds: timeout.toSeconds(),
          Output: { Done: name },
          Catch: [
            {
              ErrorEquals: ['States.ALL'],
              Output: { Failed: `{% '${name}: ' & $states.errorOutput.Error & ': ' & $states.errorOutput.Cause %}` },
              Next: `${id}_Failed`,
            },
          ],
          End: true,
        },
      ),
      [`${id}_Failed`]: { Type: 'Pass', End: true },
    },
  };
}
