import { Duration, Size } from 'aws-cdk-lib';
import type { CfnCluster, CfnClusterProps } from 'aws-cdk-lib/aws-emr';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { checkPrefix } from '../checks/prefix';
import { checkKnown, checkRange } from '../checks/range';
import { PropError } from '../errors';
import { grantListing, grantObjects } from '../storage/objects';
import { EMR_RELEASES } from '../versions';
import { checkApplications, checkRelease, type EmrApplication } from './applications';
import { type EmrBootstrapAction, type UploadedAction, uploadActions } from './bootstrap-action';
import { grantCloudWatchAgent } from './cloudwatch-agent';
import { apiConfigurations, type EmrConfiguration, glueMetastore, mergedConfigurations, pythonAt, templateConfigurations } from './configuration';
import { EMR_TAG, type IEmrRoles } from './emr-roles';
import type { IEmrSecurityConfiguration } from './emr-security-configuration';
import type { IEmrSecurityGroups } from './emr-security-groups';
import { EmrInstances } from './instances';

/** Properties that clusters have in common, whatever starts them. */
export interface EmrClusterTemplateProps {
  /** Roles of the cluster. */
  readonly roles: IEmrRoles;

  /** Security groups and subnets of the cluster. */
  readonly securityGroups: IEmrSecurityGroups;

  /** Bucket that receives the logs of steps, applications and nodes. */
  readonly logsBucket: s3.IBucket;

  /**
   * Folder of `logsBucket`, without slashes around it.
   *
   * @default 'elasticmapreduce'
   */
  readonly logsPrefix?: string;

  /**
   * Release of EMR, one of `EMR_RELEASES`.
   *
   * @default 'emr-7.14.0' - Spark 3.5
   */
  readonly releaseLabel?: string;

  /**
   * Software that EMR installs.
   *
   * @default - Spark
   */
  readonly applications?: readonly EmrApplication[];

  /**
   * Nodes of the cluster.
   *
   * @default - one primary node and two core nodes of 4 Graviton vCPUs and 16 GiB, on demand
   */
  readonly instances?: EmrInstances;

  /**
   * Configurations of applications, besides those of `glueCatalog` and `python`, which they override.
   *
   * @default - none
   */
  readonly configurations?: readonly EmrConfiguration[];

  /**
   * Use the Glue Data Catalog as the metastore of Spark, Hive and Trino.
   *
   * @default true
   */
  readonly glueCatalog?: boolean;

  /**
   * Interpreter of PySpark on the nodes. Python 3.9, which a release without this setting takes, has left support.
   *
   * @default '/usr/bin/python3.11'
   */
  readonly python?: string;

  /**
   * Scripts that run on each node before applications are installed.
   *
   * @default - none
   */
  readonly bootstrapActions?: readonly EmrBootstrapAction[];

  /**
   * Size of the encrypted root volume of each node.
   *
   * @default Size.gibibytes(32)
   */
  readonly rootVolumeSize?: Size;

  /**
   * Steps that may run at the same time, up to 256.
   *
   * @default 1
   */
  readonly stepConcurrency?: number;

  /**
   * Idle time after which EMR terminates the cluster, from one minute to seven days. It cannot be disabled, so that no forgotten cluster costs.
   *
   * @default Duration.hours(1)
   */
  readonly autoTerminateAfter?: Duration;

  /**
   * Encryption of disks and traffic, and the metadata service of the nodes.
   *
   * @default - the default of EMR: encryption in S3 only
   */
  readonly securityConfiguration?: IEmrSecurityConfiguration;

  /**
   * EC2 key pair for SSH. Session Manager needs none.
   *
   * @default - none
   */
  readonly keyName?: string;
}

/** Description of a cluster, rendered for CloudFormation or for the EMR API. */
export class EmrClusterTemplate {
  private readonly releaseLabel: string;
  private readonly applications: readonly EmrApplication[];
  private readonly instances: EmrInstances;
  private readonly configurations: readonly EmrConfiguration[];
  private readonly actions: readonly UploadedAction[];
  private readonly idleSeconds: number;

  constructor(
    scope: Construct,
    private readonly props: EmrClusterTemplateProps,
  ) {
    this.releaseLabel = props.releaseLabel ?? EMR_RELEASES[0];
    this.applications = props.applications ?? ['Spark'];
    this.instances = props.instances ?? EmrInstances.groups();
    this.idleSeconds = (props.autoTerminateAfter ?? Duration.hours(1)).toSeconds();
    this.check(scope);
    this.configurations = mergedConfigurations(
      [...((props.glueCatalog ?? true) ? glueMetastore(this.applications) : []), ...this.pythonSettings()],
      props.configurations ?? [],
    );
    this.actions = uploadActions(scope, props.bootstrapActions ?? [], props.roles);

    const prefix = this.logsPrefix;
    grantObjects(props.logsBucket, props.roles, {
      prefix,
      actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
      reason: 'EMR names logs after clusters, steps and nodes',
    });
    grantListing(props.logsBucket, props.roles, [prefix]);
    if (this.applications.includes('AmazonCloudWatchAgent')) grantCloudWatchAgent(props.roles);
  }

  /** Log URI. */
  public get logUri(): string {
    return this.props.logsBucket.s3UrlForObject(`${this.logsPrefix}/`);
  }

  /** Properties of `AWS::EMR::Cluster`, except name and termination protection. */
  public forTemplate(): Omit<CfnClusterProps, 'name'> & { readonly instances: CfnCluster.JobFlowInstancesConfigProperty } {
    const { roles, securityGroups, stepConcurrency, rootVolumeSize, securityConfiguration, keyName } = this.props;
    return {
      releaseLabel: this.releaseLabel,
      applications: this.applications.map((name) => ({ name })),
      configurations: templateConfigurations(this.configurations),
      bootstrapActions: this.actions.map(({ name, path, args }) => ({ name, scriptBootstrapAction: { path, args: [...args] } })),
      instances: {
        ...this.instances.forTemplate(),
        ...(this.instances.choosesSubnet ? { ec2SubnetIds: this.subnetIds } : { ec2SubnetId: this.subnetIds[0] }),
        ec2KeyName: keyName,
        emrManagedMasterSecurityGroup: securityGroups.primary.securityGroupId,
        emrManagedSlaveSecurityGroup: securityGroups.core.securityGroupId,
        serviceAccessSecurityGroup: securityGroups.serviceAccess.securityGroupId,
      },
      jobFlowRole: roles.instanceProfile.instanceProfileName,
      serviceRole: roles.serviceRole.roleName,
      logUri: this.logUri,
      ebsRootVolumeSize: (rootVolumeSize ?? Size.gibibytes(32)).toGibibytes(),
      stepConcurrencyLevel: stepConcurrency ?? 1,
      autoTerminationPolicy: { idleTimeout: this.idleSeconds },
      securityConfiguration: securityConfiguration?.securityConfigurationName,
    };
  }

  /** Input of `RunJobFlow` without steps, for Step Functions and Airflow. */
  public forApi(name: string, tags: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
    const { roles, securityGroups, stepConcurrency, rootVolumeSize, securityConfiguration, keyName } = this.props;
    return {
      Name: name,
      ReleaseLabel: this.releaseLabel,
      Applications: this.applications.map((application) => ({ Name: application })),
      Configurations: apiConfigurations(this.configurations),
      BootstrapActions: this.actions.map(({ name, path, args }) => ({ Name: name, ScriptBootstrapAction: { Path: path, Args: args } })),
      Instances: {
        ...this.instances.forApi(),
        ...(this.instances.choosesSubnet ? { Ec2SubnetIds: this.subnetIds } : { Ec2SubnetId: this.subnetIds[0] }),
        ...(keyName !== undefined && { Ec2KeyName: keyName }),
        EmrManagedMasterSecurityGroup: securityGroups.primary.securityGroupId,
        EmrManagedSlaveSecurityGroup: securityGroups.core.securityGroupId,
        ServiceAccessSecurityGroup: securityGroups.serviceAccess.securityGroupId,
        KeepJobFlowAliveWhenNoSteps: true,
        TerminationProtected: false,
      },
      JobFlowRole: roles.instanceProfile.instanceProfileName,
      ServiceRole: roles.serviceRole.roleName,
      LogUri: this.logUri,
      EbsRootVolumeSize: (rootVolumeSize ?? Size.gibibytes(32)).toGibibytes(),
      StepConcurrencyLevel: stepConcurrency ?? 1,
      AutoTerminationPolicy: { IdleTimeout: this.idleSeconds },
      ...(securityConfiguration && { SecurityConfiguration: securityConfiguration.securityConfigurationName }),
      Tags: Object.entries({ [EMR_TAG.key]: EMR_TAG.value, ...tags }).map(([Key, Value]) => ({ Key, Value })),
    };
  }

  private get logsPrefix(): string {
    return this.props.logsPrefix ?? 'elasticmapreduce';
  }

  private get subnetIds(): string[] {
    return this.props.securityGroups.subnets.map(({ subnetId }) => subnetId);
  }

  private pythonSettings(): EmrConfiguration[] {
    return this.applications.includes('Spark') ? [pythonAt(this.props.python ?? '/usr/bin/python3.11')] : [];
  }

  private check(scope: Construct): void {
    const { stepConcurrency, rootVolumeSize, logsPrefix, keyName } = this.props;
    checkKnown(scope, 'releaseLabel', this.releaseLabel);
    checkRelease(scope, this.releaseLabel);
    checkApplications(scope, this.releaseLabel, this.applications);
    checkPrefix(scope, 'logsPrefix', logsPrefix);
    this.instances.check(scope);
    const ranges: readonly [string, number | undefined, number, number, string][] = [
      ['stepConcurrency', stepConcurrency, 1, 256, 'steps'],
      ['rootVolumeSize', rootVolumeSize?.toGibibytes(), 15, 100, 'GiB'],
      ['autoTerminateAfter', this.idleSeconds, 60, 604_800, 'seconds'],
    ];
    for (const [prop, value, least, most, unit] of ranges) {
      checkRange(scope, prop, value, { least, most, unit });
    }
    if (keyName === '') throw new PropError(scope, { problem: 'keyName is empty', fix: 'name a key pair of EC2, or leave it out' });
  }
}
