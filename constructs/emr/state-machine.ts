import { Duration, RemovalPolicy, Stack, Token, Validations } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { PropError } from '../errors';
import type { EmrJob } from './steps-definition';

/** Properties that both state machines have in common. */
export interface EmrStateMachineProps {
  /** Jobs of the state machine, which run in parallel. */
  readonly jobs: readonly EmrJob[];

  /**
   * Name of the state machine, unique in the account and region.
   *
   * @default - chosen by CloudFormation
   */
  readonly stateMachineName?: string;

  /**
   * Log group for errors. Several state machines can share one.
   *
   * @default - a new one, with one week of retention
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * Timeout of a job.
   *
   * @default Duration.hours(2)
   */
  readonly jobTimeout?: Duration;

  /**
   * Removal policy of the log group, if the construct creates it.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Log group for errors of state machines, with one week of retention. Its prefix keeps the resource policy of CloudWatch Logs small. */
export function errorLog(scope: Construct, id: string, name: string, removalPolicy: RemovalPolicy): logs.LogGroup {
  return new logs.LogGroup(scope, id, {
    logGroupName: `/aws/vendedlogs/states/${name}`,
    retention: logs.RetentionDays.ONE_WEEK,
    removalPolicy,
  });
}

/** A standard state machine that logs errors without execution data. */
export function machineOf(scope: Construct, props: EmrStateMachineProps, definition: Readonly<Record<string, unknown>>): sfn.StateMachine {
  const ownLog = () =>
    new logs.LogGroup(scope, 'Log', { retention: logs.RetentionDays.ONE_WEEK, removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN });
  const machine = new sfn.StateMachine(scope, 'Resource', {
    stateMachineName: props.stateMachineName,
    stateMachineType: sfn.StateMachineType.STANDARD,
    definitionBody: sfn.DefinitionBody.fromString(Stack.of(scope).toJsonString(definition)),
    tracingEnabled: true,
    logs: { destination: props.logGroup ?? ownLog(), level: sfn.LogLevel.ERROR, includeExecutionData: false },
  });
  Validations.of(scope).acknowledge(
    {
      id: 'AwsSolutions-SF1',
      reason: 'Errors are logged and nothing else: the history of a standard execution has every event, for 90 days and free of charge',
    },
    {
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Delivery of logs, traces of X-Ray and the start of a cluster are permissions that know no resources; the last is limited by a tag',
    },
  );
  return machine;
}

/** Refuses jobs whose names cannot be states. @throws PropError */
export function checkJobs(scope: Construct, { jobs, jobTimeout }: EmrStateMachineProps): void {
  const wrong = jobs.find(({ id }) => !/^[A-Za-z]\w{0,69}$/.test(id));
  if (wrong || jobs.length === 0 || new Set(jobs.map(({ id }) => id)).size < jobs.length) {
    throw new PropError(scope, {
      problem: 'jobs is not a list of named jobs',
      got: wrong ? `'${wrong.id}'` : jobs.map(({ id }) => id).join(', ') || 'none',
      allowed: 'one or more, each with an id of up to 70 letters, digits and underscores',
      fix: 'correct the id',
    });
  }
  const quoted = jobs.find(({ name }) => Token.isUnresolved(name) || /['\\]/.test(name));
  if (quoted) {
    throw new PropError(scope, {
      problem: 'the name of a job cannot stand in the definition',
      got: quoted.name,
      allowed: 'a plain text without quotation marks and backslashes',
      fix: 'correct the name',
    });
  }
  if (jobTimeout && jobTimeout.toSeconds() < 60) {
    throw new PropError(scope, { problem: 'jobTimeout is too short', got: jobTimeout.toHumanString(), allowed: 'a minute or more', fix: 'raise it' });
  }
}

export const DEFAULT_JOB_TIMEOUT = Duration.hours(2);
