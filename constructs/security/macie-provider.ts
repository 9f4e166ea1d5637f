import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';
import { handlerBundle } from '../handler-bundle';
import { handlerFunction } from '../handler-function';

/** Provider of the custom resources for Macie, one Lambda function per stack. The constructs that use it add its permissions. */
export class MacieProvider extends Construct implements iam.IGrantable {
  /** The provider of the stack, created on first use. */
  public static of(scope: Construct): MacieProvider {
    const stack = Stack.of(scope);
    return (stack.node.tryFindChild('MacieProvider') as MacieProvider | undefined) ?? new MacieProvider(stack, 'MacieProvider');
  }

  /** Service token of the custom resources. */
  public readonly serviceToken: string;
  /** Execution role of the Lambda function. */
  public readonly role: iam.Role;

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    const handler = handlerFunction(this, 'Handler', {
      code: handlerBundle('security', 'macie-resources'),
      description: 'Session and classification jobs of Macie, for CloudFormation',
      removalPolicy: RemovalPolicy.DESTROY,
      timeout: Duration.minutes(1),
    });
    this.serviceToken = handler.function.functionArn;
    this.role = handler.role;
  }

  public get grantPrincipal(): iam.IPrincipal {
    return this.role;
  }

  /** Allows Macie actions on all resources, with the reason for cdk-nag. */
  public allow(actions: string[], reason: string): iam.Grant {
    acknowledgeWildcard(this, '*', reason);
    return iam.Grant.addToPrincipal({ grantee: this, actions, resourceArns: ['*'] });
  }
}
