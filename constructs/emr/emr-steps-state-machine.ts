import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';
import { EmrClusterTemplate, type EmrClusterTemplateProps } from './cluster-template';
import { EMR_TAG } from './emr-roles';
import { checkJobs, DEFAULT_JOB_TIMEOUT, type EmrStateMachineProps, machineOf } from './state-machine';
import { stepsDefinition } from './steps-definition';

/** Properties of an `EmrStepsStateMachine`. */
export interface EmrStepsStateMachineProps extends EmrStateMachineProps, EmrClusterTemplateProps {
  /** Name of the clusters that it creates. */
  readonly clusterName: string;

  /**
   * Tags of the clusters that it creates, beyond the one that EMR demands. The machine may touch no cluster that lacks one of them.
   *
   * @default - none
   */
  readonly clusterTags?: Readonly<Record<string, string>>;
}

/**
 * A state machine that creates a cluster or takes the one that its input names, runs steps in parallel, and terminates what it created.
 *
 * While steps run, a cluster that it created is protected. Whatever fails, such a cluster is unprotected and terminated first, and the execution fails with the
 * names of the steps and EMR's reasons. An execution that is stopped leaves its cluster, as Step Functions documents.
 */
export class EmrStepsStateMachine extends Construct {
  /** The state machine itself. */
  public readonly stateMachine: sfn.StateMachine;

  constructor(scope: Construct, id: string, props: EmrStepsStateMachineProps) {
    super(scope, id);
    checkJobs(this, props);
    const tags = { ...props.clusterTags, [EMR_TAG.key]: EMR_TAG.value };
    const template = new EmrClusterTemplate(this, { stepConcurrency: Math.min(256, props.jobs.length), ...props });
    const definition = stepsDefinition(
      {
        jobs: props.jobs,
        cluster: template.forApi(props.clusterName, props.clusterTags ?? {}),
        stepTimeout: props.jobTimeout ?? DEFAULT_JOB_TIMEOUT,
        clusterTimeout: Duration.hours(1),
      },
      Stack.of(this).partition,
    );
    this.stateMachine = machineOf(this, props, definition);
    this.allowClusters(tags);
    props.roles.grantPass(this.stateMachine);
  }

  private allowClusters(tags: Readonly<Record<string, string>>): void {
    const stack = Stack.of(this);
    const conditionOn = (key: string) => ({
      StringEquals: Object.fromEntries(Object.entries(tags).map(([name, value]) => [`${key}/${name}`, value])),
    });
    const allow = (actions: string[], resourceArns: string[], conditions?: Record<string, Record<string, string>>) =>
      iam.Grant.addToPrincipal({ grantee: this.stateMachine, actions, resourceArns, conditions });

    const clusters = stack.formatArn({ service: 'elasticmapreduce', resource: 'cluster', resourceName: '*' });
    acknowledgeWildcard(this.stateMachine, clusters, 'EMR chooses the ids of clusters; a condition limits it to those that carry the tags');
    allow(['elasticmapreduce:RunJobFlow'], ['*'], conditionOn('aws:RequestTag'));
    allow(['elasticmapreduce:AddTags'], [clusters], conditionOn('aws:RequestTag'));
    allow(
      [
        'elasticmapreduce:AddJobFlowSteps',
        'elasticmapreduce:CancelSteps',
        'elasticmapreduce:DescribeCluster',
        'elasticmapreduce:DescribeStep',
        'elasticmapreduce:SetTerminationProtection',
        'elasticmapreduce:TerminateJobFlows',
      ],
      [clusters],
      conditionOn('elasticmapreduce:ResourceTag'),
    );
    allow(
      ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'],
      ['RunJobFlow', 'AddJobFlowSteps', 'TerminateJobFlows'].map((call) =>
        stack.formatArn({ service: 'events', resource: 'rule', resourceName: `StepFunctionsGetEventForEMR${call}Rule` }),
      ),
    );
    // The first cluster of an account needs it.
    const cleanup = 'aws-service-role/elasticmapreduce.amazonaws.com/AWSServiceRoleForEMRCleanup';
    allow(['iam:CreateServiceLinkedRole'], [stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: cleanup })], {
      StringEquals: { 'iam:AWSServiceName': 'elasticmapreduce.amazonaws.com' },
    });
  }
}
