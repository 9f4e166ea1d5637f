import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';

/** A warehouse of Redshift, with or without servers. */
export interface IWarehouse extends ec2.IConnectable {
  /** Database that is there from the beginning. */
  readonly databaseName: string;
  /** Name of the host. */
  readonly host: string;
  /** Address for JDBC clients, without any secret. */
  readonly jdbcUrl: string;
  /** Secret that Redshift keeps with the password of the user that may do everything. */
  readonly adminSecretArn: string;
  /** Namespace: what integrations deliver to. */
  readonly namespaceArn: string;
  /** Whether the endpoint has a public address. Who may use it is decided by `connections`. */
  readonly publiclyAccessible: boolean;
  /** Adds a statement to the policy of the namespace, which says who may integrate with it. */
  addToNamespacePolicy(statement: iam.PolicyStatement): void;
  /** Allows statements to be run by the Data API, as the user that may do everything. */
  grantDataApi(grantee: iam.IGrantable): iam.Grant;
}

/** Port of Redshift, and a way to say that in a connection. */
export const REDSHIFT_PORT = 5439;

/** What asking by the Data API takes: the warehouse to start a statement in, statements by their ids, and the password. */
export function grantDataApi(grantee: iam.IGrantable, warehouseArn: string, secretArn: string): iam.Grant {
  return iam.Grant.addToPrincipal({
    grantee,
    actions: ['redshift-data:BatchExecuteStatement', 'redshift-data:ExecuteStatement'],
    resourceArns: [warehouseArn],
  }).combine(iam.Grant.addToPrincipal({ grantee, actions: ['secretsmanager:GetSecretValue'], resourceArns: [secretArn] }));
}

/** Logs that Redshift writes: who connects, what users are changed, what is asked. */
export const LOG_EXPORTS = ['connectionlog', 'useractivitylog', 'userlog'] as const;
