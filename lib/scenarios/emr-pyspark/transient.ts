import type { RunJobFlowCommandInput } from '@aws-sdk/client-emr';
import type { Launch } from '../../contract/launch';
import type { Deployed } from '../places';
import type { SubmittedJob } from './programs';
import type { Config, Contract } from './settings';
import { environments, ROOT_VOLUME, STEP_CONCURRENCY } from './stacks/environments';

const GLUE_FACTORY = 'com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory';
const PYTHON = '/usr/bin/python3.11';

/** A cluster that runs the jobs as steps and terminates after the last. The primary node is on demand, the others are Spot Instances. */
export function transientCluster(
  jobs: readonly SubmittedJob[],
  { config, contract, stage }: Pick<Deployed<Config, Contract>, 'config' | 'contract' | 'stage'>,
): RunJobFlowCommandInput {
  const { title, owner, transient } = environments[config.environment];
  const typeConfigs = (types: readonly string[]) => types.map((InstanceType) => ({ InstanceType, WeightedCapacity: 1 }));
  return {
    Name: stage === 'dev' ? 'demo-cluster-run-job-flow' : `demo-cluster-run-job-flow-${stage}`,
    ReleaseLabel: contract.releaseLabel,
    Applications: [{ Name: 'Spark' }],
    Configurations: [
      { Classification: 'spark-hive-site', Properties: { 'hive.metastore.client.factory.class': GLUE_FACTORY } },
      {
        Classification: 'spark-env',
        Configurations: [{ Classification: 'export', Properties: { PYSPARK_PYTHON: PYTHON, PYSPARK_DRIVER_PYTHON: PYTHON } }],
      },
    ],
    BootstrapActions: [{ Name: 'bootstrap-script', ScriptBootstrapAction: { Path: contract.bootstrapScript } }],
    Instances: {
      InstanceFleets: [
        { InstanceFleetType: 'MASTER', Name: 'Primary', TargetOnDemandCapacity: 1, InstanceTypeConfigs: typeConfigs(transient.primary) },
        {
          InstanceFleetType: 'CORE',
          Name: 'Core',
          TargetSpotCapacity: transient.coreSpot,
          InstanceTypeConfigs: typeConfigs(transient.core),
          LaunchSpecifications: {
            SpotSpecification: {
              AllocationStrategy: 'price-capacity-optimized',
              TimeoutAction: 'SWITCH_TO_ON_DEMAND',
              TimeoutDurationMinutes: 20,
            },
          },
        },
      ],
      Ec2SubnetIds: [contract.clusterSubnet],
      ...(contract.keyPair !== undefined && { Ec2KeyName: contract.keyPair }),
      EmrManagedMasterSecurityGroup: contract.primarySecurityGroup,
      EmrManagedSlaveSecurityGroup: contract.coreSecurityGroup,
      ServiceAccessSecurityGroup: contract.serviceAccessSecurityGroup,
      KeepJobFlowAliveWhenNoSteps: false,
      TerminationProtected: false,
    },
    Steps: jobs.map(stepOf),
    JobFlowRole: contract.instanceProfile,
    ServiceRole: contract.serviceRole,
    LogUri: `s3://${contract.logsBucket}/elasticmapreduce/`,
    EbsRootVolumeSize: ROOT_VOLUME,
    StepConcurrencyLevel: STEP_CONCURRENCY,
    // Terminates a cluster whose steps hang.
    AutoTerminationPolicy: { IdleTimeout: config.idleMinutes * 60 },
    SecurityConfiguration: contract.securityConfiguration,
    Tags: Object.entries({
      'for-use-with-amazon-emr-managed-policies': 'true',
      ...tagsOf(stage),
      Environment: title,
      Name: 'EMR Demo Project Cluster',
      Owner: owner,
    }).map(([Key, Value]) => ({ Key, Value })),
  };
}

/** Instances of a transient cluster at its full size. */
export function transientLaunch({ environment }: Pick<Config, 'environment'>): Launch {
  const { transient } = environments[environment];
  return {
    what: 'method transient',
    instances: [
      { type: transient.primary[0] ?? '', count: 1, market: 'on-demand' },
      { type: transient.core[0] ?? '', count: transient.coreSpot, market: 'spot' },
    ],
  };
}

/** Tags that identify the clusters of a stage. */
export function tagsOf(stage: string): Readonly<Record<string, string>> {
  return { 'stagecraft:scenario': 'emr-pyspark', 'stagecraft:stage': stage };
}

/** A job as a step; a failed one does not stop the others. */
export function stepOf({ name, command }: SubmittedJob) {
  return { Name: name, ActionOnFailure: 'CONTINUE' as const, HadoopJarStep: { Jar: 'command-runner.jar', Args: [...command] } };
}
