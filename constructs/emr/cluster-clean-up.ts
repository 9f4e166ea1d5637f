import { ArnFormat, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';
import { machineOf } from './state-machine';

/** Properties of a `ClusterCleanUp`. */
interface ClusterCleanUpProps {
  /** The machine whose executions make clusters. */
  readonly stateMachine: sfn.IStateMachine;
  /** Beginning of the clusters' names; a hyphen and the name of the execution follow. */
  readonly clusterName: string;
  /** Tags of the clusters: it may touch no other. */
  readonly tags: Readonly<Record<string, string>>;
  /** Log group for errors. @default - a new one */
  readonly logGroup?: logs.ILogGroup;
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Ends the cluster of an execution that was stopped, ran out of time or failed: a stopped execution runs no further state.
 *
 * EventBridge starts it, and it looks for the cluster by its name. An execution whose cluster has ended costs it two requests.
 */
export class ClusterCleanUp extends Construct {
  constructor(scope: Construct, id: string, props: ClusterCleanUpProps) {
    super(scope, id);
    const { stateMachine, clusterName, tags } = props;
    const machine = machineOf(this, { ...props, jobs: [] }, definition(Stack.of(this).partition));
    const clusters = Stack.of(this).formatArn({
      service: 'elasticmapreduce',
      resource: 'cluster',
      resourceName: '*',
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    acknowledgeWildcard(machine, clusters, 'EMR chooses the ids of clusters; a condition limits it to those that carry the tags');
    const conditions = {
      StringEquals: Object.fromEntries(Object.entries(tags).map(([key, value]) => [`elasticmapreduce:ResourceTag/${key}`, value])),
    };
    const ending = ['elasticmapreduce:SetTerminationProtection', 'elasticmapreduce:TerminateJobFlows'];
    iam.Grant.addToPrincipal({ grantee: machine, actions: ['elasticmapreduce:ListClusters'], resourceArns: ['*'] });
    iam.Grant.addToPrincipal({ grantee: machine, actions: ending, resourceArns: [clusters], conditions });

    new events.Rule(this, 'Rule', {
      description: 'Executions that ended and may have left a cluster',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [stateMachine.stateMachineArn], status: ['ABORTED', 'FAILED', 'TIMED_OUT'] },
      },
      targets: [
        new targets.SfnStateMachine(machine, {
          input: events.RuleTargetInput.fromObject({ Cluster: `${clusterName}-${events.EventField.fromPath('$.detail.name')}` }),
        }),
      ],
    });
  }
}

/** Looks through the pages of live clusters for the one with the name, and terminates it. */
function definition(partition: string): Readonly<Record<string, unknown>> {
  const call = (action: string, args: unknown, rest: Readonly<Record<string, unknown>>) => ({
    Type: 'Task',
    Resource: `arn:${partition}:states:::aws-sdk:emr:${action}`,
    Arguments: args,
    Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 5, BackoffRate: 2, MaxAttempts: 6, JitterStrategy: 'FULL' }],
    ...rest,
  });
  const live = "'ClusterStates': ['STARTING', 'BOOTSTRAPPING', 'RUNNING', 'WAITING']";
  return {
    Comment: 'Terminates the cluster of an execution that has ended',
    QueryLanguage: 'JSONata',
    StartAt: 'Wait_For_A_Request_Under_Way',
    States: {
      // EMR may still be answering the request of the execution that was stopped.
      Wait_For_A_Request_Under_Way: { Type: 'Wait', Seconds: 30, Assign: { Cluster: '{% $states.input.Cluster %}', Page: '' }, Next: 'Look_For_It' },
      Look_For_It: call('listClusters', `{% $Page = '' ? {${live}} : {${live}, 'Marker': $Page} %}`, {
        Assign: {
          Found: '{% $append([], $states.result.Clusters[Name = $Cluster].Id) %}',
          Page: "{% $exists($states.result.Marker) ? $states.result.Marker : '' %}",
        },
        Next: 'Was_It_Found',
      }),
      Was_It_Found: {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $count($Found) > 0 %}', Next: 'Unprotect_It' },
          { Condition: "{% $Page != '' %}", Next: 'Look_For_It' },
        ],
        Default: 'It_Has_Ended',
      },
      Unprotect_It: call('setTerminationProtection', { JobFlowIds: '{% $Found %}', TerminationProtected: false }, { Next: 'Terminate_It' }),
      Terminate_It: call('terminateJobFlows', { JobFlowIds: '{% $Found %}' }, { Next: 'It_Has_Ended' }),
      It_Has_Ended: { Type: 'Succeed' },
    },
  };
}
