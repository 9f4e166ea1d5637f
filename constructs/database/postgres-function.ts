import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';
import { checkText } from '../checks/text';
import { PropError } from '../errors';
import { grantInvokeUnversioned, type HandlerFunctionOptions, handlerFunction } from '../handler-function';
import type { IPostgresDatabase } from './database';
import type { IPostgresNetwork } from './postgres-network';

/** Properties of a `PostgresFunction`. */
export interface PostgresFunctionProps extends HandlerFunctionOptions {
  /** Name of the function, and of its log group. */
  readonly functionName: string;

  /** Folder with the bundled handler, whose file is `index.js` and whose function is `handler`. */
  readonly code: string;

  /** VPC of the function, with interface endpoints for the AWS services that it uses. */
  readonly network: IPostgresNetwork;

  /** Database that the function connects to. */
  readonly database: IPostgresDatabase;

  /** Database user, for the environment variable `DATABASE_USER`. */
  readonly user: string;

  /**
   * Environment variables, besides `HOSTS` (the primary first), `DATABASE` and `DATABASE_USER`.
   *
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;

  /**
   * Timeout, at most 15 minutes.
   *
   * @default Duration.minutes(5)
   */
  readonly timeout?: Duration;
}

/**
 * A function that may connect to a database and to the interface endpoints of its network, and to nothing else.
 *
 * It trusts the certificates of RDS. Grant it `database.secret`, or use `database.grantConnect` for IAM authentication.
 */
export class PostgresFunction extends Construct implements ec2.IConnectable, iam.IGrantable {
  /** The function itself. */
  public readonly function: lambda.Function;
  /** Its log. */
  public readonly logGroup: logs.LogGroup;
  /** Security group of the function, without ingress, and with egress by `connections` only. */
  public readonly connections: ec2.Connections;
  /** Role of the function. */
  public readonly grantPrincipal: iam.IPrincipal;

  constructor(scope: Construct, id: string, props: PostgresFunctionProps) {
    super(scope, id);
    this.validate(props);

    const { network, database, functionName } = props;
    const access = new ec2.SecurityGroup(this, 'Access', { vpc: network.vpc, description: `Function ${functionName}`, allowAllOutbound: false });
    this.connections = new ec2.Connections({ securityGroups: [access] });
    network.allowServices(this);
    database.connections.allowDefaultPortFrom(this, `Function ${functionName}`);

    const { code, description, timeout, logRetention, removalPolicy } = props;
    const handler = handlerFunction(this, 'Resource', {
      code,
      functionName,
      description,
      logRetention,
      removalPolicy,
      memorySize: 1_024,
      timeout: timeout ?? Duration.minutes(5),
      vpc: network.vpc,
      vpcSubnets: { subnets: network.clientSubnets },
      securityGroups: [access],
      environment: {
        // The runtime contains the RDS certificates, and since Node.js 20 loads them only with this variable.
        NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem',
        HOSTS: [database.host, ...database.replicaHosts].join(','),
        DATABASE: database.databaseName,
        DATABASE_USER: props.user,
        ...props.environment,
      },
    });
    this.function = handler.function;
    this.logGroup = handler.logGroup;
    this.grantPrincipal = handler.role;

    const interfaces = iam.Grant.addToPrincipal({
      grantee: this,
      actions: [
        'ec2:AssignPrivateIpAddresses',
        'ec2:CreateNetworkInterface',
        'ec2:DeleteNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSubnets',
        'ec2:UnassignPrivateIpAddresses',
      ],
      resourceArns: ['*'],
    });
    acknowledgeWildcard(
      this,
      '*',
      'Lambda makes the network interfaces of a function with the rights of its role, under ids that are not known beforehand',
    );
    // Without these permissions, the function cannot be created, and its network interfaces cannot be deleted.
    interfaces.applyBefore(this.function);
  }

  /** Allows the grantee to invoke the function, and no version or alias of it. */
  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return grantInvokeUnversioned(grantee, this.function);
  }

  private validate({ functionName, timeout, environment }: PostgresFunctionProps): void {
    checkText(this, 'functionName', functionName, {
      problem: 'is not a name that Lambda allows',
      form: /^[\w-]{1,64}$/,
      allowed: 'up to 64 letters, digits, hyphens and underscores',
      fix: 'correct it',
    });
    if (timeout && !timeout.isUnresolved() && timeout.toSeconds() > 900) {
      throw new PropError(this, {
        problem: 'timeout is too long',
        got: timeout.toHumanString(),
        allowed: 'at most 15 minutes, the longest that Lambda runs',
        fix: 'shorten it',
      });
    }
    const taken = Object.keys(environment ?? {}).find((name) => ['HOSTS', 'DATABASE', 'DATABASE_USER', 'NODE_EXTRA_CA_CERTS'].includes(name));
    if (taken !== undefined) {
      throw new PropError(this, {
        problem: 'environment has a variable that the construct sets',
        got: taken,
        allowed: 'any other',
        fix: 'choose another name',
      });
    }
  }
}
