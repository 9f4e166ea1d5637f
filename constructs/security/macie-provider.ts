import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';
import { BundledCode } from '../bundled-code';
import { handlerBundle } from '../handler-bundle';
import { LAMBDA_RUNTIME } from '../versions';

/** The function that makes what CloudFormation has no resource type for; a stack has one. Its permissions come from those who use it. */
export class MacieProvider extends Construct implements iam.IGrantable {
  /** The one of the stack. */
  public static of(scope: Construct): MacieProvider {
    const stack = Stack.of(scope);
    return (stack.node.tryFindChild('MacieProvider') as MacieProvider | undefined) ?? new MacieProvider(stack, 'MacieProvider');
  }

  /** ARN that custom resources name as their service. */
  public readonly serviceToken: string;
  /** Role of the function. */
  public readonly role: iam.Role;

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    const logGroup = new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    this.role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const handler = new lambda.Function(this, 'Handler', {
      description: 'Session and classification jobs of Macie, for CloudFormation',
      runtime: new lambda.Runtime(LAMBDA_RUNTIME, lambda.RuntimeFamily.NODEJS),
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: new BundledCode(handlerBundle('security', 'macie-resources')),
      role: this.role,
      logGroup,
      timeout: Duration.minutes(1),
    });
    this.serviceToken = handler.functionArn;
    iam.Grant.addToPrincipal({ grantee: this, actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resourceArns: [logGroup.logGroupArn] });
  }

  public get grantPrincipal(): iam.IPrincipal {
    return this.role;
  }

  /** Allows actions of Macie that name no resource, with the reason for cdk-nag. */
  public allow(actions: string[], reason: string): iam.Grant {
    acknowledgeWildcard(this, '*', reason);
    return iam.Grant.addToPrincipal({ grantee: this, actions, resourceArns: ['*'] });
  }
}
