import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';

/** A warehouse of Redshift, with or without servers. */
export interface IWarehouse extends ec2.IConnectable {
  /** Name of the first database. */
  readonly databaseName: string;
  /** Name of the host. */
  readonly host: string;
  /** Address for JDBC clients, without any secret. */
  readonly jdbcUrl: string;
  /** Namespace: what integrations deliver to. */
  readonly namespaceArn: string;
  /** Whether the endpoint is publicly accessible. `connections` decides who reaches it. */
  readonly publiclyAccessible: boolean;
  /** Adds a statement to the policy of the namespace, which says who may integrate with it. */
  addToNamespacePolicy(statement: iam.PolicyStatement): void;
}

/** Port of Redshift. */
export const REDSHIFT_PORT = 5439;
