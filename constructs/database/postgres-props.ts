import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';

/** Properties of a `PostgresDatabase`. */
export interface PostgresDatabaseProps {
  /** Network of the instances, with subnets in two availability zones. */
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
   * Kind of each instance.
   *
   * @default - t4g.small: 2 Graviton processors, 2 GiB, about 80 cents a day
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
   * Read replicas, 0 to 15, each an instance that is billed as the primary is.
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
   * Whether the primary has a standby in another zone that takes over when it fails; nobody reads from it, and it is billed.
   *
   * @default false
   */
  readonly multiAz?: boolean;

  /**
   * Name of the database that is made at the start.
   *
   * @default 'postgres'
   */
  readonly databaseName?: string;

  /**
   * Name of the user that may do everything. Its password is generated and kept in a secret.
   *
   * @default 'administrator'
   */
  readonly adminName?: string;

  /**
   * Whether RDS makes and rotates the password in a secret of its own, instead of CloudFormation. RDS then allows no replica.
   *
   * @default false
   */
  readonly manageMasterUserPassword?: boolean;

  /**
   * Whether the instances have a public address; `allowedCidrs` then says for whom.
   *
   * @default false
   */
  readonly publicAccess?: boolean;

  /**
   * Blocks of addresses that may connect, besides those that `connections` lets in. With `publicAccess` each is one address, `/32`.
   *
   * @default - none
   */
  readonly allowedCidrs?: readonly string[];

  /**
   * Key that encrypts the data.
   *
   * @default - the key of RDS in the account
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Time for which the primary can be set back to any moment, 0 to 35 whole days; with replicas at least one.
   *
   * @default Duration.days(7)
   */
  readonly backupRetention?: Duration;

  /**
   * Milliseconds from which on a statement is logged.
   *
   * @default 1000
   */
  readonly logStatementsFromMs?: number;

  /**
   * How long the logs are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What becomes of data and logs when they leave the stack. DESTROY takes no snapshot, SNAPSHOT keeps one of the primary; a replica never has one.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether AWS refuses to delete the primary.
   *
   * @default - true, unless `removalPolicy` is DESTROY or SNAPSHOT
   */
  readonly deletionProtection?: boolean;
}
