import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';

/** Properties of both warehouses. */
export interface WarehouseProps {
  /** VPC of the warehouse. */
  readonly vpc: ec2.IVpc;

  /** Subnets of the warehouse; with `publiclyAccessible` they need a route to the internet. */
  readonly subnets: readonly ec2.ISubnet[];

  /** Name of the warehouse: lower-case letters, digits and hyphens. */
  readonly warehouseName: string;

  /**
   * Name of the first database.
   *
   * @default 'dev'
   */
  readonly databaseName?: string;

  /**
   * Master username. Redshift generates the password and manages it in a secret.
   *
   * @default 'administrator'
   */
  readonly adminName?: string;

  /**
   * IAM roles for statements such as COPY.
   *
   * @default - none
   */
  readonly roles?: readonly iam.IRole[];

  /**
   * Make the endpoint publicly accessible. `connections` allows clients.
   *
   * @default false
   */
  readonly publiclyAccessible?: boolean;

  /**
   * KMS key for data at rest, which is always encrypted. A customer managed key costs about a dollar a month.
   *
   * @default - an AWS owned key
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Retention of the audit logs.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Removal policy of data and logs. SNAPSHOT takes a final snapshot of a cluster.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
