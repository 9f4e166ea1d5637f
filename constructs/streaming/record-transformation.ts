import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type HandlerFunctionOptions, handlerFunction } from '../handler-function';

/** Properties of a `RecordTransformation`. */
export interface RecordTransformationProps extends HandlerFunctionOptions {
  /** Folder with the bundled handler: `index.js`, which exports `handler`. */
  readonly code: string;
}

/**
 * A Lambda function that transforms the records of a delivery stream: it returns each record unchanged, changed, dropped or failed.
 *
 * Failed records go to the error prefix of the bucket; the others are delivered. Costs nothing while idle.
 */
export class RecordTransformation extends Construct implements iam.IGrantable {
  /** The Lambda function. */
  public readonly function: lambda.Function;
  /** Log group of the function. */
  public readonly logGroup: logs.LogGroup;
  /** Execution role of the function. */
  public readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: RecordTransformationProps) {
    super(scope, id);
    const { code, ...options } = props;
    const handler = handlerFunction(this, 'Resource', { code, ...options, timeout: Duration.minutes(1) });
    this.function = handler.function;
    this.logGroup = handler.logGroup;
    this.role = handler.role;
  }

  public get grantPrincipal(): iam.IPrincipal {
    return this.role;
  }

  /** Grants a delivery stream the right to invoke the function. */
  public grantTransform(grantee: iam.IGrantable): iam.Grant {
    const actions = ['lambda:GetFunctionConfiguration', 'lambda:InvokeFunction'];
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.function.functionArn] });
  }

  /** Processing configuration of the delivery stream. The function is invoked every 10 seconds or 1 MiB. */
  public get processing(): firehose.CfnDeliveryStream.ProcessingConfigurationProperty {
    const parameters = { LambdaArn: this.function.functionArn, BufferSizeInMBs: '1', BufferIntervalInSeconds: '10' };
    return {
      enabled: true,
      processors: [
        {
          type: 'Lambda',
          parameters: Object.entries(parameters).map(([parameterName, parameterValue]) => ({ parameterName, parameterValue })),
        },
      ],
    };
  }
}
