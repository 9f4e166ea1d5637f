import { Duration, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';
import { PropError } from '../errors';
import { EMR_CLEANUP_ROLE, grantServiceLinkedRole, SPOT_ROLE } from '../service-linked-roles';
import { ClusterCleanUp } from './cluster-clean-up';
import { EmrClusterTemplate, type EmrClusterTemplateProps } from './cluster-template';
import { EMR_TAG } from './emr-roles';
import { checkJobs, DEFAULT_JOB_TIMEOUT, type EmrStateMachineProps, machineOf } from './state-machine';
import { stepsDefinition } from './steps-definition';

/** Properties of an `EmrStepsStateMachine`. */
export interface EmrStepsStateMachineProps extends EmrStateMachineProps, EmrClusterTemplateProps {
  /** Name of the clusters that it creates; a hyphen and the name of the execution follow. Up to 170 characters without quotation marks. */
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
 * Whatever fails, a cluster that it created is terminated first, and the execution fails with the names of the steps and EMR's reasons. The cluster of an execution
 * that is stopped or out of time is terminated by a rule and a second state machine, half a minute later.
 *
 * @unproven A15 that EventBridge reports a stopped execution, and that the clean-up finds its cluster by name, was not tried in an account (Step Functions guide,
 * "Automating Step Functions event delivery with EventBridge")
 */
export class EmrStepsStateMachine extends Construct {
  /** The state machine itself. */
  public readonly stateMachine: sfn.StateMachine;

  constructor(scope: Construct, id: string, props: EmrStepsStateMachineProps) {
    super(scope, id);
    checkJobs(this, props);
    this.checkName(props.clusterName);
    const tags = { ...props.clusterTags, [EMR_TAG.key]: EMR_TAG.value };
    const template = new EmrClusterTemplate(this, { stepConcurrency: Math.min(256, props.jobs.length), ...props });
    const definition = stepsDefinition(
      {
        jobs: props.jobs,
        cluster: template.forApi(props.clusterName, props.clusterTags ?? {}),
        clusterName: props.clusterName,
        stepTimeout: props.jobTimeout ?? DEFAULT_JOB_TIMEOUT,
        clusterTimeout: Duration.hours(1),
      },
      Stack.of(this).partition,
    );
    this.stateMachine = machineOf(this, props, definition);
    this.allowClusters(tags);
    props.roles.grantPass(this.stateMachine);
    const { clusterName, logGroup, removalPolicy } = props;
    new ClusterCleanUp(this, 'CleanUp', { stateMachine: this.stateMachine, clusterName, tags, logGroup, removalPolicy });
  }

  private checkName(clusterName: string): void {
    if (Token.isUnresolved(clusterName) || /^[^'\\]{1,170}$/.test(clusterName)) return;
    throw new PropError(this, {
      problem: 'clusterName cannot stand in the definition',
      got: clusterName,
      allowed: 'a plain text of up to 170 characters without quotation marks and backslashes',
      fix: 'correct the name',
    });
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
    // As the guide has it: whether the tags of a cluster that is being made count already is not documented.
    allow(['elasticmapreduce:PutAutoTerminationPolicy'], [clusters]);
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
    grantServiceLinkedRole(this, this.stateMachine, EMR_CLEANUP_ROLE);
    grantServiceLinkedRole(this, this.stateMachine, SPOT_ROLE);
  }
}
