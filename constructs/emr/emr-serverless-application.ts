import { Duration, type IResource, Lazy, Names, Resource, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CfnApplication } from 'aws-cdk-lib/aws-emrserverless';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';
import { checkPrefix } from '../checks/prefix';
import { checkKnown, checkRange } from '../checks/range';
import { PropError } from '../errors';
import { grantOnIdentity } from '../grants';
import { privateSubnetsOf } from '../network/private-subnets';
import type { IHadoopClient } from '../storage/hadoop';
import { grantListing, grantObjects } from '../storage/objects';
import { EMR_RELEASES } from '../versions';
import { checkRelease } from './applications';

/** An application that runs Spark jobs. */
export interface IEmrServerlessApplication extends IResource {
  /** Id of the application. */
  readonly applicationId: string;
  /** ARN of the application. */
  readonly applicationArn: string;
  /** Role of the jobs. */
  readonly role: iam.IRole;
  /** S3 URI of the folder for logs of jobs, with a slash at its end. */
  readonly logUri: string;
  /** Allows the grantee to start, poll and cancel job runs, and to pass the role of the application. */
  grantRun(grantee: iam.IGrantable): iam.Grant;
}

/** Attributes of an existing EMR Serverless application. */
export interface EmrServerlessApplicationAttributes {
  /** Id of the application, in the account and region of the stack. */
  readonly applicationId: string;

  /** Role of the jobs. It must trust `emr-serverless.amazonaws.com`, and be allowed to write logs below `logUri`. */
  readonly role: iam.IRole;

  /** S3 URI of the folder for logs of jobs, with a slash at its end. */
  readonly logUri: string;
}

abstract class EmrServerlessApplicationBase extends Resource implements IEmrServerlessApplication {
  public abstract readonly applicationId: string;
  public abstract readonly applicationArn: string;
  public abstract readonly role: iam.IRole;
  public abstract readonly logUri: string;

  public grantRun(grantee: iam.IGrantable): iam.Grant {
    const runs = `${this.applicationArn}/jobruns/*`;
    acknowledgeWildcard(grantee, runs, 'EMR Serverless chooses the ids of job runs');
    const allow = (actions: string[], resourceArns: string[], conditions?: Record<string, Record<string, string>>) =>
      grantOnIdentity(this, { grantee, actions, resourceArns, conditions });
    return allow(['emr-serverless:StartJobRun'], [this.applicationArn])
      .combine(allow(['emr-serverless:CancelJobRun', 'emr-serverless:GetJobRun'], [runs]))
      .combine(allow(['iam:PassRole'], [this.role.roleArn], { StringEquals: { 'iam:PassedToService': 'emr-serverless.amazonaws.com' } }));
  }
}

/** Properties of an `EmrServerlessApplication`. */
export interface EmrServerlessApplicationProps {
  /** Bucket that receives the logs of drivers and executors. */
  readonly logsBucket: s3.IBucket;

  /**
   * Folder of `logsBucket`, without slashes around it.
   *
   * @default 'emr-serverless'
   */
  readonly logsPrefix?: string;

  /**
   * Display name of the application.
   *
   * @default - derived from the construct's path
   */
  readonly applicationName?: string;

  /**
   * Release of EMR, one of `EMR_RELEASES`.
   *
   * @default 'emr-7.14.0' - Spark 3.5
   */
  readonly releaseLabel?: string;

  /**
   * CPU architecture of the workers. Graviton costs a fifth less.
   *
   * @default ec2.InstanceArchitecture.ARM_64
   */
  readonly architecture?: ec2.InstanceArchitecture;

  /**
   * Maximum vCPUs of all jobs together, 1 to 400, each with 8 GiB of memory. It limits the costs of mistakes.
   *
   * @default 64
   */
  readonly maxCpu?: number;

  /**
   * Idle time after which the application stops, 1 minute to a week. It starts automatically with the next job.
   *
   * @default Duration.minutes(15)
   */
  readonly stopAfter?: Duration;

  /**
   * VPC whose private subnets the workers are in.
   *
   * @default - none: jobs can connect to S3, Glue and Parameter Store, and not to the internet
   */
  readonly vpc?: ec2.IVpc;
}

/**
 * Spark without a cluster: an application that starts with a job and costs nothing while idle, with one role for its jobs.
 *
 * Grants to the construct go to the role of its jobs. Workers are billed by the second.
 */
export class EmrServerlessApplication extends EmrServerlessApplicationBase implements IHadoopClient, ec2.IConnectable {
  /** An existing application. */
  public static fromEmrServerlessApplicationAttributes(
    scope: Construct,
    id: string,
    { applicationId, role, logUri }: EmrServerlessApplicationAttributes,
  ): IEmrServerlessApplication {
    return new (class extends EmrServerlessApplicationBase {
      public readonly applicationId = applicationId;
      public readonly applicationArn = Stack.of(scope).formatArn({
        service: 'emr-serverless',
        resource: '/applications',
        resourceName: applicationId,
      });
      public readonly role = role;
      public readonly logUri = logUri;
    })(scope, id);
  }

  /** Its programs reach S3 through Hadoop's S3A. */
  public readonly isHadoopClient = true;
  public readonly applicationId: string;
  public readonly applicationArn: string;
  /** Role of the jobs. */
  public readonly role: iam.Role;
  /** S3 URI of the folder for logs of jobs. */
  public readonly logUri: string;
  private readonly securityGroup?: ec2.SecurityGroup;

  constructor(scope: Construct, id: string, props: EmrServerlessApplicationProps) {
    super(scope, id, { physicalName: props.applicationName ?? Lazy.string({ produce: () => Names.uniqueResourceName(this, { maxLength: 64 }) }) });
    this.validate(props);

    const maxCpu = props.maxCpu ?? 64;
    const vpc = props.vpc;
    if (vpc) this.securityGroup = new ec2.SecurityGroup(this, 'Workers', { vpc, description: 'Workers of EMR Serverless' });
    const resource = new CfnApplication(this, 'Resource', {
      name: this.physicalName,
      type: 'SPARK',
      releaseLabel: props.releaseLabel ?? EMR_RELEASES[0],
      architecture: (props.architecture ?? ec2.InstanceArchitecture.ARM_64) === ec2.InstanceArchitecture.ARM_64 ? 'ARM64' : 'X86_64',
      maximumCapacity: { cpu: `${maxCpu} vCPU`, memory: `${maxCpu * 8} GB` },
      autoStartConfiguration: { enabled: true },
      autoStopConfiguration: { enabled: true, idleTimeoutMinutes: (props.stopAfter ?? Duration.minutes(15)).toMinutes() },
      networkConfiguration: vpc &&
        this.securityGroup && {
          subnetIds: privateSubnetsOf(this, vpc, 1, { egress: true }).map(({ subnetId }) => subnetId),
          securityGroupIds: [this.securityGroup.securityGroupId],
        },
    });
    this.applicationId = resource.ref;
    this.applicationArn = resource.attrArn;

    const prefix = props.logsPrefix ?? 'emr-serverless';
    this.logUri = props.logsBucket.s3UrlForObject(`${prefix}/`);
    this.role = new iam.Role(this, 'Jobs', {
      assumedBy: new iam.ServicePrincipal('emr-serverless.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
          ArnLike: { 'aws:SourceArn': this.applicationArn },
        },
      }),
      description: 'What jobs of the application may do',
    });
    const actions = ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'];
    grantObjects(props.logsBucket, this, { prefix, actions, reason: 'EMR Serverless names logs after applications and job runs' });
    grantListing(props.logsBucket, this, [prefix]);
  }

  public get grantPrincipal(): iam.IPrincipal {
    return this.role;
  }

  /** Workers in the VPC. @throws PropError when the application has none */
  public get connections(): ec2.Connections {
    if (this.securityGroup) return new ec2.Connections({ securityGroups: [this.securityGroup] });
    throw new PropError(this, { problem: 'the application is in no network', fix: 'give vpc' });
  }

  /** A metric of this application; average over five minutes by default. */
  public metric(metricName: string, props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/EMRServerless',
      metricName,
      dimensionsMap: { ApplicationId: this.applicationId },
      ...props,
    }).attachTo(this);
  }

  private validate({ releaseLabel, maxCpu, stopAfter, logsPrefix }: EmrServerlessApplicationProps): void {
    if (releaseLabel !== undefined) checkRelease(this, releaseLabel);
    checkPrefix(this, 'logsPrefix', logsPrefix);
    checkKnown(this, 'maxCpu', maxCpu);
    checkRange(this, 'maxCpu', maxCpu, { least: 1, most: 400, allowed: 'a whole number from 1 to 400' });
    const minutes = stopAfter?.toMinutes({ integral: false });
    checkRange(this, 'stopAfter', minutes, { least: 1, most: 10_080, unit: 'minutes', allowed: 'whole minutes, 1 to 10080' });
  }
}
