import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';

/** A Redshift warehouse, provisioned or serverless. */
export interface IWarehouse extends ec2.IConnectable {
  /** Name of the first database. */
  readonly databaseName: string;
  /** Name of the host. */
  readonly host: string;
  /** JDBC URL, without a secret. */
  readonly jdbcUrl: string;
  /** ARN of the namespace, the target of integrations. */
  readonly namespaceArn: string;
  /** Whether the endpoint is publicly accessible. `connections` allows clients. */
  readonly publiclyAccessible: boolean;
  /** Adds a statement to the resource policy of the namespace. */
  addToNamespacePolicy(statement: iam.PolicyStatement): void;
}

/** Port of Redshift. */
export const REDSHIFT_PORT = 5439;
