import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { IEmrServerlessApplication } from './emr-serverless-application';
import { type EmrServerlessJob, serverlessDefinition } from './serverless-definition';
import { checkJobs, DEFAULT_JOB_TIMEOUT, type EmrStateMachineProps, machineOf } from './state-machine';

/** Properties of an `EmrServerlessStateMachine`. */
export interface EmrServerlessStateMachineProps extends EmrStateMachineProps {
  /** Jobs of the state machine, which run in parallel. */
  readonly jobs: readonly EmrServerlessJob[];

  /** Application that runs the jobs. */
  readonly application: IEmrServerlessApplication;

  /**
   * Settings of Spark for every job, as `spark-submit` takes them.
   *
   * @default - 2 vCPUs and 6 GB for the driver, 4 and 14 GB for each executor, at most three of them
   */
  readonly sparkParameters?: string;
}

/**
 * A state machine that runs Spark jobs in parallel without a cluster, and fails with names and reasons when all have ended.
 *
 * Step Functions waits for each run, and cancels it when the execution is stopped.
 */
export class EmrServerlessStateMachine extends Construct {
  /** The state machine itself. */
  public readonly stateMachine: sfn.StateMachine;

  constructor(scope: Construct, id: string, props: EmrServerlessStateMachineProps) {
    super(scope, id);
    checkJobs(this, props);
    const { application } = props;
    const stack = Stack.of(this);
    const definition = serverlessDefinition(
      {
        jobs: props.jobs,
        applicationId: application.applicationId,
        executionRoleArn: application.role.roleArn,
        logUri: application.logUri,
        sparkParameters: props.sparkParameters ?? DEFAULT_SPARK_PARAMETERS,
        timeoutMinutes: (props.jobTimeout ?? DEFAULT_JOB_TIMEOUT).toMinutes(),
      },
      stack.partition,
    );
    this.stateMachine = machineOf(this, props, definition);
    application.grantRun(this.stateMachine);
    iam.Grant.addToPrincipal({
      grantee: this.stateMachine,
      actions: ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'],
      resourceArns: [stack.formatArn({ service: 'events', resource: 'rule', resourceName: 'StepFunctionsGetEventsForEMRServerlessJobRule' })],
    });
  }
}

const DEFAULT_SPARK_PARAMETERS = [
  'spark.driver.cores=2',
  'spark.driver.memory=6g',
  'spark.executor.cores=4',
  'spark.executor.memory=14g',
  'spark.executor.instances=1',
  'spark.dynamicAllocation.maxExecutors=3',
]
  .map((setting) => `--conf ${setting}`)
  .join(' ');
