import { Duration, RemovalPolicy, Size, Stack, Tags } from 'aws-cdk-lib';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import {
  type EmrApplication,
  type EmrBootstrapAction,
  EmrCluster,
  EmrInstances,
  EmrSecurityConfiguration,
  ParameterPublisher,
  uploadActions,
} from 'stagecraft-constructs/emr';
import { workload } from '../../../paths';
import { generationSuffix } from '../../names';
import { ssmAgent } from '../../ssm-agent';
import type { ScenarioStage } from '../../stage';
import type { Config, Contract } from '../settings';
import { environments, ROOT_VOLUME, STEP_CONCURRENCY } from './environments';
import type { Lake } from './lake';
import { type Network, parametersPath } from './network';

/** Bootstrap script of every node. */
export const bootstrapAction: EmrBootstrapAction = {
  name: 'bootstrap-script',
  script: workload('emr-pyspark', 'bootstrap', 'bootstrap_actions.sh'),
};

/** The long-lived cluster, and the settings that all clusters share. */
export class Cluster extends Stack {
  public readonly securityConfiguration: EmrSecurityConfiguration;

  constructor(stage: ScenarioStage<Contract>, config: Config, { network, lake }: { readonly network: Network; readonly lake: Lake }) {
    super(stage, 'cluster', { description: 'Long-lived EMR cluster, and the settings that all clusters share' });
    this.securityConfiguration = new EmrSecurityConfiguration(this, 'Security', { roles: lake.roles });
    const [script] = uploadActions(this, [bootstrapAction], lake.roles);

    const cluster = config.longLived ? this.makeCluster(stage, config, network, lake) : undefined;
    if (cluster) {
      new ParameterPublisher(this, 'Parameters', {
        path: parametersPath(stage),
        values: { cluster_id: cluster.clusterId, master_public_dns: cluster.primaryDnsName },
      });
    }
    stage.publish(this, {
      clusterId: cluster?.clusterId,
      clusterGeneration: cluster && String(config.clusterGeneration),
      securityConfiguration: this.securityConfiguration.securityConfigurationName,
      bootstrapScript: script!.path,
    });
  }

  private makeCluster(stage: ScenarioStage<Contract>, config: Config, network: Network, lake: Lake): EmrCluster {
    const environment = environments[config.environment];
    const cluster = new EmrCluster(this, 'Cluster', {
      // A changed name makes CloudFormation replace the cluster.
      clusterName: stage.fixedName(`demo-cluster-cloudformation${generationSuffix(config.clusterGeneration)}`),
      roles: lake.roles,
      securityGroups: network.securityGroups,
      securityConfiguration: this.securityConfiguration,
      logsBucket: lake.logs,
      releaseLabel: config.releaseLabel,
      applications: applicationsOf(config),
      instances: EmrInstances.groups({
        primary: new InstanceType(environment.primary),
        core: new InstanceType(environment.core),
        coreCount: environment.coreCount,
      }),
      bootstrapActions: [bootstrapAction, ssmAgent],
      rootVolumeSize: Size.gibibytes(ROOT_VOLUME),
      stepConcurrency: STEP_CONCURRENCY,
      autoTerminateAfter: Duration.minutes(config.idleMinutes),
      terminationProtection: environment.isProtected,
      keyName: config.keyPair === '' ? undefined : config.keyPair,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Tags.of(cluster).add('Environment', environment.title);
    Tags.of(cluster).add('Owner', environment.owner);
    return cluster;
  }
}

/** The article's applications, if the release has them: the CloudWatch agent replaces Ganglia, and no job used Presto. */
function applicationsOf({ releaseLabel }: Config): readonly EmrApplication[] {
  const everywhere: readonly EmrApplication[] = ['AmazonCloudWatchAgent', 'JupyterEnterpriseGateway', 'Spark'];
  return releaseLabel === 'emr-spark-8.1.0' ? everywhere : [...everywhere, 'Hadoop', 'Hive', 'Zeppelin'];
}
