import { createHash } from 'node:crypto';
import { RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { BundledCode } from './bundled-code';
import { grantOnPolicy } from './grants';
import { LAMBDA_RUNTIME } from './versions';

/** What the constructs that have a function let their users choose of it. */
export interface HandlerFunctionOptions {
  /**
   * Name of the function, unique in the account and region; its log is named after it.
   *
   * @default - chosen by CloudFormation
   */
  readonly functionName?: string;

  /**
   * What the function does, for those who see it in the console.
   *
   * @default - what the construct says of itself, if anything
   */
  readonly description?: string;

  /**
   * How long the log is kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What becomes of the log, and of what else the construct keeps, when it leaves the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Properties of a handler's function: those of Lambda, and the folder with its bundle. */
export interface HandlerFunctionProps extends HandlerFunctionOptions, Omit<lambda.FunctionOptions, 'logGroup' | 'logRetention' | 'role'> {
  /** Folder with the bundled handler: `index.js`, which exports `handler`. */
  readonly code: string;
}

/** A function, and what it needs to run at all. */
export interface HandlerFunction {
  readonly function: lambda.Function;
  readonly logGroup: logs.LogGroup;
  readonly role: iam.Role;
}

/** Makes a function with a log and a role of its own, which may write that log and nothing else. */
export function handlerFunction(scope: Construct, id: string, props: HandlerFunctionProps): HandlerFunction {
  const { code, logRetention, removalPolicy, ...options } = props;
  const logGroup = new logs.LogGroup(scope, 'Logs', {
    logGroupName: options.functionName === undefined ? undefined : `/aws/lambda/${options.functionName}`,
    retention: logRetention ?? logs.RetentionDays.ONE_MONTH,
    removalPolicy: removalPolicy ?? RemovalPolicy.RETAIN,
  });
  const role = new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  iam.Grant.addToPrincipal({ grantee: role, actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resourceArns: [logGroup.logGroupArn] });
  const handler = new lambda.Function(scope, id, {
    memorySize: 256,
    ...options,
    runtime: new lambda.Runtime(LAMBDA_RUNTIME, lambda.RuntimeFamily.NODEJS),
    architecture: lambda.Architecture.ARM_64,
    handler: 'index.handler',
    code: new BundledCode(code),
    role,
    logGroup,
  });
  return { function: handler, logGroup, role };
}

/**
 * Allows the grantee to invoke a function as it stands, by the policy of the function too where the grantee is in another account or is a service.
 *
 * The L2's grant adds every version and alias by a wildcard.
 */
export function grantInvokeUnversioned(grantee: iam.IGrantable, invoked: lambda.IFunction): iam.Grant {
  const principal = grantee.grantPrincipal;
  const addToResourcePolicy = (statement: iam.PolicyStatement): iam.AddToResourcePolicyResult => {
    const id = `Invoke${createHash('sha256').update(String(principal)).digest('hex').slice(0, 8)}`;
    if (!invoked.permissionsNode.tryFindChild(id)) invoked.addPermission(id, { principal, action: statement.actions[0] });
    return { statementAdded: true, policyDependable: invoked };
  };
  return grantOnPolicy(invoked, addToResourcePolicy, { grantee, actions: ['lambda:InvokeFunction'], resourceArns: [invoked.functionArn] });
}
