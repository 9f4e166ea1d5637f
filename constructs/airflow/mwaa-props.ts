import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';

/** Access mode of the web server; users sign in with IAM. With `PUBLIC_AND_PRIVATE`, which needs Airflow 3.2, workers connect to it within the VPC. */
export type WebServerAccess = 'PRIVATE_ONLY' | 'PUBLIC_ONLY' | 'PUBLIC_AND_PRIVATE';

/** Log level. */
export type LogLevel = 'CRITICAL' | 'ERROR' | 'WARNING' | 'INFO' | 'DEBUG';

/** The logs of an environment, and how the name of each log group ends. */
export const AIRFLOW_LOGS = {
  dagProcessing: 'DAGProcessing',
  scheduler: 'Scheduler',
  task: 'Task',
  webServer: 'WebServer',
  worker: 'Worker',
} as const;

/** One of the logs of an environment. */
export type AirflowLog = keyof typeof AIRFLOW_LOGS;

/** A file in the bucket of the environment, with its object version. */
export interface VersionedFile {
  /** Path in the bucket. */
  readonly path: string;
  /** S3 object version. */
  readonly version: string;
}

/** Properties of a `MwaaEnvironment`. */
export interface MwaaEnvironmentProps {
  /** VPC of the environment. Its private subnets need routes to S3, SQS, CloudWatch and KMS, by a NAT gateway or by endpoints. */
  readonly vpc: ec2.IVpc;

  /**
   * Two private subnets in different availability zones.
   *
   * @default - the first two private subnets of the network
   */
  readonly subnets?: readonly ec2.ISubnet[];

  /**
   * Name of the environment, unique in the account and region.
   *
   * @default - derived from the construct's path
   */
  readonly environmentName?: string;

  /**
   * Bucket with DAGs, requirements and plugins. It must be versioned and block public access.
   *
   * @default - a new one
   */
  readonly bucket?: s3.IBucket;

  /**
   * Folder of the bucket that holds the DAGs, without slashes around it.
   *
   * @default 'dags'
   */
  readonly dagsPath?: string;

  /**
   * Python packages that workers install before they start, as a requirements file in the bucket.
   *
   * @default - none: only packages of the image, which include the Amazon provider
   */
  readonly requirements?: VersionedFile;

  /**
   * Plugins of Airflow, as a zip file in the bucket.
   *
   * @default - none
   */
  readonly plugins?: VersionedFile;

  /**
   * Script that runs on every container before Airflow starts, as a file in the bucket.
   *
   * @default - none
   */
  readonly startupScript?: VersionedFile;

  /**
   * Version of Airflow, one of `AIRFLOW_VERSIONS`.
   *
   * @default '3.3.1'
   */
  readonly airflowVersion?: string;

  /**
   * Size of the containers and of the database: `mw1.micro`, `small`, `medium`, `large`, `xlarge` or `2xlarge`. The smallest has one container for
   * scheduler and worker, runs three tasks in parallel and does not scale.
   *
   * @default 'mw1.small' - about twelve dollars a day, also while idle
   */
  readonly environmentClass?: string;

  /**
   * Minimum number of workers; each additional one is billed by the hour.
   *
   * @default 1
   */
  readonly minWorkers?: number;

  /**
   * Maximum number of workers, up to 25.
   *
   * @default - 10, and 1 for `mw1.micro`
   */
  readonly maxWorkers?: number;

  /**
   * Number of schedulers, from 2 to 5.
   *
   * @default - 2, and 1 for `mw1.micro`
   */
  readonly schedulers?: number;

  /**
   * Number of web servers, from 2 to 5.
   *
   * @default - 2, and 1 for `mw1.micro`
   */
  readonly webServers?: number;

  /**
   * Access mode of the web server.
   *
   * @default 'PRIVATE_ONLY' - clients in the network that `connections` allows
   */
  readonly webServerAccess?: WebServerAccess;

  /**
   * Options of Airflow, as in `{ 'core.default_timezone': 'utc' }`.
   *
   * @default - those of the service
   */
  readonly airflowOptions?: Readonly<Record<string, string>>;

  /**
   * Log level of each log.
   *
   * @default - INFO for all five
   */
  readonly logLevels?: Readonly<Partial<Record<AirflowLog, LogLevel>>>;

  /**
   * Retention of the logs.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Customer managed key that encrypts database, queue, logs, and the bucket when it is a new one. Its policy must allow the deploying role to create grants.
   *
   * @default - AWS owned keys
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Start of the weekly maintenance in UTC, at a full or half hour, as in `TUE:03:30`.
   *
   * @default - chosen by the service
   */
  readonly maintenanceWindow?: string;

  /**
   * Removal policy of the logs, and of the bucket when it is a new one. The environment itself is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
