import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';

/** Properties of a `DocumentDbCluster`. */
export interface DocumentDbClusterProps {
  /** VPC of the cluster, with subnets in two availability zones. */
  readonly vpc: ec2.IVpc;

  /**
   * Subnets of the instances.
   *
   * @default - the private subnets of the network
   */
  readonly subnets?: readonly ec2.ISubnet[];

  /**
   * Name of the cluster, unique in the account and region.
   *
   * @default - derived from the construct's path
   */
  readonly clusterName?: string;

  /**
   * Version of the engine, one of `DOCUMENTDB_VERSIONS`. Below 8.0.2 a client has to set `retryWrites=false`.
   *
   * @default '8.0.0'
   */
  readonly engineVersion?: string;

  /**
   * Instance class.
   *
   * @default - t4g.medium: 2 Graviton vCPUs, 4 GiB, about two dollars a day
   */
  readonly instanceType?: ec2.InstanceType;

  /**
   * Number of instances, 1 to 16. The first writes, and another one takes over when it fails; a single instance has no failover.
   *
   * @default 2
   */
  readonly instances?: number;

  /**
   * Master username. Its password is generated and kept in a secret.
   *
   * @default 'administrator'
   */
  readonly adminName?: string;

  /**
   * Require TLS.
   *
   * @default true
   */
  readonly tls?: boolean;

  /**
   * Key that encrypts the data.
   *
   * @default - the AWS managed key of RDS in the account
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Backup retention: how far back point-in-time recovery reaches, 1 to 35 whole days.
   *
   * @default Duration.days(7)
   */
  readonly backupRetention?: Duration;

  /**
   * Retention of the logs.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Removal policy of data and logs. DESTROY takes no snapshot, SNAPSHOT takes one of the data.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Enable deletion protection of the cluster.
   *
   * @default - true, unless `removalPolicy` is DESTROY
   */
  readonly deletionProtection?: boolean;
}
