import type { EmrJob } from './steps-definition';

/** Parts of the definition. */
export interface ServerlessDefinition {
  readonly jobs: readonly EmrServerlessJob[];
  readonly applicationId: string;
  readonly executionRoleArn: string;
  /** Where drivers and executors write their logs. */
  readonly logUri: string;
  /** Settings of Spark, as `spark-submit` takes them. */
  readonly sparkParameters: string;
  readonly timeoutMinutes: number;
}

/** A PySpark program with its arguments: `args` are those of the program. */
export interface EmrServerlessJob extends EmrJob {
  /** The program, in S3. */
  readonly entryPoint: string;
}

type State = Readonly<Record<string, unknown>>;

const INPUT = '$states.context.Execution.Input';

/**
 * A state machine in Amazon States Language that runs all jobs at once and fails with the names and reasons of those that failed, when all have ended.
 *
 * The input may have `Args` by job, which take the place of those in the definition.
 */
export function serverlessDefinition(definition: ServerlessDefinition, partition: string): State {
  const { jobs } = definition;
  return {
    Comment: 'Runs Spark jobs without a cluster',
    QueryLanguage: 'JSONata',
    StartAt: 'Read_Input',
    States: {
      Read_Input: {
        Type: 'Pass',
        Assign: {
          Defaults: Object.fromEntries(jobs.map(({ id, args }) => [id, args])),
          Given: `{% $exists(${INPUT}.Args) ? ${INPUT}.Args : {} %}`,
        },
        Next: 'Run_Jobs_Parallel',
      },
      Run_Jobs_Parallel: { Type: 'Parallel', Branches: jobs.map((job) => branch(job, definition, partition)), Next: 'Did_A_Job_Fail' },
      Did_A_Job_Fail: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $exists($states.input.Failed) %}', Next: 'Remember_Failed_Jobs' }],
        Default: 'Wrapping_Up',
      },
      Remember_Failed_Jobs: { Type: 'Pass', Assign: { Failed: "{% $join($states.input.Failed, '; ') %}" }, Next: 'Failed' },
      Failed: { Type: 'Fail', Error: 'JobsFailed', Cause: '{% $Failed %}' },
      Wrapping_Up: { Type: 'Pass', End: true },
    },
  };
}

function branch({ id, name, entryPoint }: EmrServerlessJob, definition: ServerlessDefinition, partition: string): State {
  const { applicationId, executionRoleArn, logUri, sparkParameters, timeoutMinutes } = definition;
  return {
    StartAt: id,
    States: {
      [id]: {
        Type: 'Task',
        Resource: `arn:${partition}:states:::emr-serverless:startJobRun.sync`,
        Arguments: {
          ApplicationId: applicationId,
          ExecutionRoleArn: executionRoleArn,
          Name: name,
          ClientToken: '{% $uuid() %}',
          JobDriver: {
            SparkSubmit: {
              EntryPoint: entryPoint,
              EntryPointArguments: `{% $lookup($merge([$Defaults, $Given]), '${id}') %}`,
              SparkSubmitParameters: sparkParameters,
            },
          },
          ConfigurationOverrides: { MonitoringConfiguration: { S3MonitoringConfiguration: { LogUri: logUri } } },
          ExecutionTimeoutMinutes: timeoutMinutes,
        },
        Retry: [
          {
            ErrorEquals: ['EMRServerless.ThrottlingException', 'EMRServerless.ServiceQuotaExceededException'],
            IntervalSeconds: 10,
            BackoffRate: 2,
            MaxAttempts: 6,
            JitterStrategy: 'FULL',
          },
        ],
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
      [`${id}_Failed`]: { Type: 'Pass', End: true },
    },
  };
}
