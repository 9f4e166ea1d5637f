import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';

/** Properties of a `PostgresDatabase`. */
export interface PostgresDatabaseProps {
  /** VPC of the instances, with subnets in two availability zones. */
  readonly vpc: ec2.IVpc;

  /**
   * Subnets of the instances, in two or more availability zones. Those of a database with a public address have a route to the internet.
   *
   * @default - the private subnets of the network
   */
  readonly subnets?: readonly ec2.ISubnet[];

  /**
   * Version of PostgreSQL, one of `POSTGRES_VERSIONS`.
   *
   * @default '17.11'
   */
  readonly engineVersion?: string;

  /**
   * Instance class of each instance.
   *
   * @default - t4g.small: 2 Graviton vCPUs, 2 GiB, about 80 cents a day
   */
  readonly instanceType?: ec2.InstanceType;

  /**
   * Storage of each instance in GiB, 20 to 65,536, as gp3.
   *
   * @default 20
   */
  readonly allocatedGiB?: number;

  /**
   * Name of the primary instance, unique in the account and region.
   *
   * @default - derived from the construct's path
   */
  readonly instanceIdentifier?: string;

  /**
   * Read replicas, 0 to 15, each billed like the primary.
   *
   * @default 1
   */
  readonly replicas?: number;

  /**
   * Name of the first replica; further ones have a number behind it.
   *
   * @default - `instanceIdentifier` and `-replica`
   */
  readonly replicaIdentifier?: string;

  /**
   * Enable Multi-AZ: a standby in another zone takes over when the primary fails. It cannot be read from, and it is billed.
   *
   * @default false
   */
  readonly multiAz?: boolean;

  /**
   * Name of the initial database.
   *
   * @default 'postgres'
   */
  readonly databaseName?: string;

  /**
   * Master username. Its password is generated and kept in a secret.
   *
   * @default 'administrator'
   */
  readonly adminName?: string;

  /**
   * Let RDS manage the master password: generated and rotated in a secret of RDS instead of the stack. RDS then allows no replica.
   *
   * @default false
   */
  readonly manageMasterUserPassword?: boolean;

  /**
   * Assign public addresses to the instances; `allowedCidrs` names who may connect.
   *
   * @default false
   */
  readonly publicAccess?: boolean;

  /**
   * CIDR blocks that may connect, besides those that `connections` allows. With `publicAccess` each is a single address, `/32`.
   *
   * @default - none
   */
  readonly allowedCidrs?: readonly string[];

  /**
   * Key that encrypts the data.
   *
   * @default - the AWS managed key of RDS in the account
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Backup retention: how far back point-in-time recovery reaches, 0 to 35 whole days; with replicas at least one.
   *
   * @default Duration.days(7)
   */
  readonly backupRetention?: Duration;

  /**
   * `log_min_duration_statement`, in milliseconds.
   *
   * @default 1000
   */
  readonly logStatementsFromMs?: number;

  /**
   * Retention of the logs.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Removal policy of data and logs. DESTROY takes no snapshot, SNAPSHOT takes one of the primary; a replica never has one.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Enable deletion protection of the primary.
   *
   * @default - true, unless `removalPolicy` is DESTROY or SNAPSHOT
   */
  readonly deletionProtection?: boolean;
}
