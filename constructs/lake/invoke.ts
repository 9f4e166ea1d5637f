import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';

/** Properties of an `InvokeAthenaFunction`. */
export interface InvokeAthenaFunctionProps {
  /** Function to invoke, such as that of an `AthenaFunction`. */
  readonly function: lambda.IFunction;

  /**
   * Event for the function; values may be JSONata expressions.
   *
   * @default - an empty event
   */
  readonly event?: Readonly<Record<string, unknown>>;
}

/** State that invokes an `AthenaFunction` and waits for it; written in JSONata, its output is its input. */
export class InvokeAthenaFunction extends LambdaInvoke {
  /** The L2 allows every version and alias of the function by a wildcard; this state invokes the function without versions. */
  protected override readonly taskPolicies: iam.PolicyStatement[];

  constructor(scope: Construct, id: string, props: InvokeAthenaFunctionProps) {
    super(scope, id, {
      queryLanguage: sfn.QueryLanguage.JSONATA,
      lambdaFunction: props.function,
      payload: sfn.TaskInput.fromObject({ ...props.event }),
      outputs: '{% $states.input %}',
      retryOnServiceExceptions: false,
    });
    this.taskPolicies = [new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [props.function.functionArn] })];
    this.addRetry({
      errors: ['Lambda.TooManyRequestsException', 'Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException'],
      interval: Duration.seconds(2),
      backoffRate: 2,
      maxAttempts: 6,
    });
  }
}
