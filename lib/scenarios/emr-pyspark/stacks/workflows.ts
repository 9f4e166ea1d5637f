import { Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import type * as logs from 'aws-cdk-lib/aws-logs';
import {
  EmrInstances,
  EmrServerlessApplication,
  EmrServerlessStateMachine,
  EmrStepsStateMachine,
  errorLog,
  ParameterPublisher,
} from 'stagecraft-constructs/emr';
import type { Workflow } from '../../../../workloads/emr-pyspark/steps';
import type { ContractValues } from '../../contract-entry';
import type { ScenarioStage } from '../../stage';
import { serverlessParameters, submittedWorkflow } from '../programs';
import type { Config, Contract } from '../settings';
import { bootstrapAction, type Cluster } from './cluster';
import { environments, ROOT_VOLUME, STEP_CONCURRENCY } from './environments';
import type { Lake } from './lake';
import { type Network, parametersPath } from './network';

interface Surroundings {
  readonly network: Network;
  readonly lake: Lake;
  readonly cluster: Cluster;
}

/** Published values of EMR Serverless. */
type ServerlessEntry = 'serverlessApplication' | 'serverlessRole' | 'serverlessProcessMachine' | 'serverlessAnalyzeMachine';

/** Timeout of a job in a state machine. */
const JOB_TIMEOUT = Duration.hours(2);

/** State machines that create a cluster, and others for EMR Serverless. */
export class Workflows extends Stack {
  private readonly log: logs.LogGroup;

  constructor(
    private readonly scenarioStage: ScenarioStage<Contract>,
    private readonly config: Config,
    private readonly around: Surroundings,
  ) {
    super(scenarioStage, 'workflows', { description: 'State machines of the two workflows, and EMR Serverless' });
    this.log = errorLog(this, 'Log', scenarioStage.fixedName('EmrDemoStateMachineLogGroup'), RemovalPolicy.DESTROY);
    const process = this.makeMachine('Process', 'EMR-Demo-Process', 'process');
    const analyze = this.makeMachine('Analyze', 'EMR-Demo-Analysis', 'analyze');

    new ParameterPublisher(this, 'Parameters', {
      path: parametersPath(scenarioStage),
      values: { sm_log_group_arn: this.log.logGroupArn, sm_role_arn: analyze.stateMachine.role.roleArn },
    });
    scenarioStage.publish(this, {
      processMachine: process.stateMachine.stateMachineArn,
      analyzeMachine: analyze.stateMachine.stateMachineArn,
      machineLogGroup: this.log.logGroupName,
      ...this.serverless(),
    });
  }

  private makeMachine(id: string, name: string, workflow: Workflow): EmrStepsStateMachine {
    const { network, lake, cluster } = this.around;
    const { title, owner, transient } = environments[this.config.environment];
    return new EmrStepsStateMachine(this, id, {
      stateMachineName: this.scenarioStage.fixedName(name),
      clusterName: this.scenarioStage.fixedName('demo-cluster-step-function'),
      clusterTags: { ...this.clusterTags(), Environment: title, Owner: owner },
      jobs: submittedWorkflow(workflow, lake.names).map(({ id, name, command }) => ({ id, name, args: command })),
      jobTimeout: JOB_TIMEOUT,
      logGroup: this.log,
      roles: lake.roles,
      securityGroups: network.securityGroups,
      securityConfiguration: cluster.securityConfiguration,
      logsBucket: lake.logs,
      releaseLabel: this.config.releaseLabel,
      instances: EmrInstances.fleets({
        primary: transient.primary.map((type) => new InstanceType(type)),
        core: transient.core.map((type) => new InstanceType(type)),
        coreSpot: transient.coreSpot,
      }),
      bootstrapActions: [bootstrapAction],
      rootVolumeSize: Size.gibibytes(ROOT_VOLUME),
      stepConcurrency: STEP_CONCURRENCY,
      autoTerminateAfter: Duration.minutes(this.config.idleMinutes),
      keyName: this.config.keyPair === '' ? undefined : this.config.keyPair,
    });
  }

  /** Tags of the state machines' clusters, so that `stop` finds them; clusters of stacks are tagged by the stage. */
  private clusterTags(): Readonly<Record<string, string>> {
    return { 'stagecraft:scenario': 'emr-pyspark', 'stagecraft:stage': this.scenarioStage.stageLabel };
  }

  private serverless(): Pick<ContractValues<Contract>, ServerlessEntry> {
    if (!this.config.serverless) {
      return {
        serverlessApplication: undefined,
        serverlessRole: undefined,
        serverlessProcessMachine: undefined,
        serverlessAnalyzeMachine: undefined,
      };
    }
    const { lake } = this.around;
    const application = new EmrServerlessApplication(this, 'Application', {
      applicationName: this.scenarioStage.fixedName('emr-demo'),
      logsBucket: lake.logs,
      releaseLabel: this.config.releaseLabel,
    });
    lake.grantJobs(application);
    const machine = (id: string, name: string, workflow: Workflow) =>
      new EmrServerlessStateMachine(this, id, {
        stateMachineName: this.scenarioStage.fixedName(name),
        application,
        jobs: submittedWorkflow(workflow, lake.names),
        sparkParameters: serverlessParameters(lake.names),
        jobTimeout: JOB_TIMEOUT,
        logGroup: this.log,
      }).stateMachine.stateMachineArn;
    return {
      serverlessApplication: application.applicationId,
      serverlessRole: application.role.roleArn,
      serverlessProcessMachine: machine('ServerlessProcess', 'EMR-Demo-Process-Serverless', 'process'),
      serverlessAnalyzeMachine: machine('ServerlessAnalyze', 'EMR-Demo-Analysis-Serverless', 'analyze'),
    };
  }
}
