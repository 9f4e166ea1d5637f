import { ArnFormat, Duration, Names, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as glue from 'aws-cdk-lib/aws-glue';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';
import { checkPrefix } from '../checks/prefix';
import { checkRange } from '../checks/range';
import { checkText } from '../checks/text';
import { grantOnIdentity } from '../grants';
import { servicePrincipalOfAccount } from '../service-principal';
import { grantHadoopFolders, type IHadoopClient } from '../storage/hadoop';
import { LocalAsset } from '../storage/local-asset';
import { GLUE_VERSIONS } from '../versions';
import { ScriptAsset } from './script-asset';

/** Properties of a `SparkJob`. */
export interface SparkJobProps {
  /** Path of the PySpark script, which is deployed as an asset. */
  readonly script: string;

  /** Bucket for temporary files of Spark (`--TempDir`) and for event logs. */
  readonly workBucket: s3.IBucket;

  /**
   * Bucket for the event logs, which the Spark history server shows.
   *
   * @default - `workBucket`
   */
  readonly eventLogsBucket?: s3.IBucket;

  /**
   * Folder of `eventLogsBucket` for the event logs, without slashes around it.
   *
   * @default 'glue-etl-jobs'
   */
  readonly eventLogsPrefix?: string;

  /**
   * Name of the job, unique in the account and region.
   *
   * @default - chosen by CloudFormation
   */
  readonly jobName?: string;

  /**
   * Description of the job.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Version of Glue, one of `GLUE_VERSIONS`.
   *
   * @default '5.1' - Spark 3.5, Python 3.11
   */
  readonly glueVersion?: string;

  /**
   * Worker type.
   *
   * @default glue.WorkerType.G_1X - 4 vCPUs, 16 GB
   */
  readonly workerType?: glue.WorkerType;

  /**
   * Number of workers, at least 2: one of them is the driver. Each is billed by the second, for a minute at least.
   *
   * @default 2
   */
  readonly workers?: number;

  /**
   * Timeout of a run.
   *
   * @default Duration.minutes(10)
   */
  readonly timeout?: Duration;

  /**
   * Maximum number of concurrent runs.
   *
   * @default 1
   */
  readonly maxConcurrentRuns?: number;

  /**
   * Arguments of the program, with their leading hyphens; a run can override them.
   *
   * @default - none
   */
  readonly arguments?: Readonly<Record<string, string>>;

  /**
   * Enable job bookmarks. Runs of such a job must not overlap, so `maxConcurrentRuns` is then 1.
   *
   * @default true
   */
  readonly bookmark?: boolean;

  /**
   * Encryption of logs and bookmarks with a customer managed key.
   *
   * @default - CloudWatch and Glue encrypt them with service-owned keys
   */
  readonly securityConfiguration?: glue.ISecurityConfiguration;

  /**
   * Retention of the log.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Removal policy of the log.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A PySpark job of Glue with its own role, and with version, workers and timeout always set.
 *
 * Costs nothing while idle. The role may read the script and write logs; data is granted to the job (`table.grantRead(job)`).
 */
export class SparkJob extends Construct implements IHadoopClient {
  /** Its programs reach S3 through Hadoop's S3A. */
  public readonly isHadoopClient = true;
  /** The job itself. */
  public readonly job: glue.PySparkEtlJob;
  /** Log group of the standard output. */
  public readonly outputLog: logs.LogGroup;
  /** Log group of Spark and of the loggers of the script, with the reason of a failed run. */
  public readonly errorLog: logs.LogGroup;
  /** Role of the job. */
  public readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: SparkJobProps) {
    super(scope, id);
    this.validate(props);

    const eventLogs = { bucket: props.eventLogsBucket ?? props.workBucket, prefix: props.eventLogsPrefix ?? 'glue-etl-jobs' };
    const script = new LocalAsset(this, 'Script', { path: props.script });
    const logPrefix = `/aws-glue/jobs/${props.jobName ?? Names.uniqueResourceName(this, { maxLength: 200 })}`;
    this.outputLog = this.makeLog('Output', `${logPrefix}/output`, props);
    this.errorLog = this.makeLog('Errors', `${logPrefix}/error`, props);
    this.role = new iam.Role(this, 'Role', { assumedBy: servicePrincipalOfAccount(this, 'glue.amazonaws.com') });
    this.allowRunning(script, props.workBucket, eventLogs);
    const bookmark = props.bookmark ?? true;
    if (bookmark) this.allowBookmark();
    this.allowLogging(logPrefix, props.securityConfiguration);

    this.job = new glue.PySparkEtlJob(this, 'Resource', {
      jobName: props.jobName,
      description: props.description,
      script: new ScriptAsset(script),
      // The L2 would allow itself every object of the event logs' bucket, by wildcard actions.
      role: this.role.withoutPolicyUpdates(),
      glueVersion: (props.glueVersion ?? GLUE_VERSIONS[0]) as glue.GlueVersion,
      workerConfiguration: { workerType: props.workerType ?? glue.WorkerType.G_1X, numberOfWorkers: props.workers ?? 2 },
      timeout: props.timeout ?? Duration.minutes(10),
      maxConcurrentRuns: props.maxConcurrentRuns ?? 1,
      maxRetries: 0,
      sparkUI: { bucket: eventLogs.bucket, prefix: `/${eventLogs.prefix}` },
      // For versions before 5.0: later ones always log while they run, to groups of this prefix.
      continuousLogging: { enabled: false },
      securityConfiguration: props.securityConfiguration,
      defaultArguments: {
        ...props.arguments,
        '--custom-logGroup-prefix': logPrefix,
        '--TempDir': props.workBucket.s3UrlForObject(`${WORK_PREFIX}/`),
        '--job-bookmark-option': bookmark ? 'job-bookmark-enable' : 'job-bookmark-disable',
      },
    });
    this.job.node.addDependency(this.role);
    if (!props.securityConfiguration) acknowledgeOwnKeys(this);
  }

  public get grantPrincipal(): iam.IPrincipal {
    return this.role;
  }

  /** Allows the grantee to start, stop and poll runs. */
  public grantRun(grantee: iam.IGrantable): iam.Grant {
    return grantOnIdentity(this, {
      grantee,
      actions: ['glue:BatchStopJobRun', 'glue:GetJobRun', 'glue:GetJobRuns', 'glue:StartJobRun'],
      resourceArns: [this.job.jobArn],
    });
  }

  /** Without its own log groups, a job writes to two log groups that all jobs of the account share and that never expire. */
  private makeLog(id: string, logGroupName: string, { logRetention, removalPolicy }: SparkJobProps): logs.LogGroup {
    return new logs.LogGroup(this, id, {
      logGroupName,
      retention: logRetention ?? logs.RetentionDays.ONE_MONTH,
      removalPolicy: removalPolicy ?? RemovalPolicy.RETAIN,
    });
  }

  private allowRunning(script: LocalAsset, workBucket: s3.IBucket, eventLogs: { readonly bucket: s3.IBucket; readonly prefix: string }): void {
    script.grantRead(this);
    const actions = ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'];
    grantHadoopFolders(workBucket, this, { prefixes: [WORK_PREFIX], actions, reason: 'Spark chooses the names of its temporary files' });
    grantHadoopFolders(eventLogs.bucket, this, { prefixes: [eventLogs.prefix], actions, reason: 'Spark names event logs after the application' });

    acknowledgeWildcard(this, '*', 'PutMetricData knows no resources; a condition limits it to the namespace Glue');
    iam.Grant.addToPrincipal({
      grantee: this,
      actions: ['cloudwatch:PutMetricData'],
      resourceArns: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': 'Glue' } },
    });
  }

  private allowLogging(prefix: string, securityConfiguration?: glue.ISecurityConfiguration): void {
    // Glue puts the name of a security configuration behind that of the group.
    const suffix = securityConfiguration ? `-${securityConfiguration.securityConfigurationName}` : '';
    const groupArn = (name: string) =>
      Stack.of(this).formatArn({
        service: 'logs',
        resource: 'log-group',
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        resourceName: `${prefix}/${name}${suffix}:*`,
      });
    const resourceArns = suffix === '' ? [this.outputLog.logGroupArn, this.errorLog.logGroupArn] : [groupArn('output'), groupArn('error')];
    const actions = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
    if (suffix !== '') for (const arn of resourceArns) acknowledgeWildcard(this, arn, 'Glue names the streams of a log group after runs');
    iam.Grant.addToPrincipal({ grantee: this, actions, resourceArns });
  }

  /** `Job.init` and `Job.commit` read the bookmark as the role of the job. */
  private allowBookmark(): void {
    acknowledgeWildcard(this, '*', 'GetJobBookmark knows no resources');
    iam.Grant.addToPrincipal({ grantee: this, actions: ['glue:GetJobBookmark'], resourceArns: ['*'] });
  }

  private validate({ glueVersion, workers, eventLogsPrefix, bookmark, maxConcurrentRuns }: SparkJobProps): void {
    checkText(this, 'glueVersion', glueVersion, {
      problem: 'is not one that this construct has been tried with',
      form: (version) => GLUE_VERSIONS.some((known) => known === version),
      allowed: GLUE_VERSIONS.join(', '),
      fix: 'choose one of them; Glue 0.9 to 2.0 ended on 1 April 2026',
    });
    checkRange(this, 'workers', workers, {
      least: 2,
      problem: 'is too small',
      allowed: 'at least 2: one of them is the driver',
      fix: 'raise it, or leave it out',
    });
    checkPrefix(this, 'eventLogsPrefix', eventLogsPrefix);
    checkRange(this, 'maxConcurrentRuns', maxConcurrentRuns, {
      least: 1,
      most: (bookmark ?? true) ? 1 : undefined,
      problem: (bookmark ?? true) ? 'does not go with a job bookmark' : 'is too small',
      allowed: (bookmark ?? true) ? '1: the bookmark of a job knows one run at a time' : 'at least 1',
      fix: 'leave it out, or set bookmark to false',
    });
  }
}

/** Folder of the work bucket, apart from the event logs. */
const WORK_PREFIX = 'spark-work';

function acknowledgeOwnKeys(job: IConstruct): void {
  const reason = 'CloudWatch and Glue encrypt logs and bookmarks themselves; a key of yours is an option that costs';
  Validations.of(job).acknowledge({ id: 'AwsSolutions-GL1', reason }, { id: 'AwsSolutions-GL3', reason });
}
